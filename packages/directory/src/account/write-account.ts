import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { raiseEpochIn } from "../epoch/raise-epoch.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type Account, type AccountSpec, accountView } from "./account.ts";

/** The account as it will be, not yet written. */
export type AccountDraft = Omit<Account, "revision">;

/** A new account of this description. */
export function newAccount(spec: AccountSpec, time: number): AccountDraft {
  const { number, name, rights = ["*"], enabled = true, zone = "UTC" } = spec;
  const restrictions = canonicalRestrictions(spec.restrictions ?? {});
  return { number, name, enabled, rights, restrictions, zone, createdAt: time };
}

/** Appends the audit entry and writes the account. Expects a draft that has been checked. */
export async function insertAccount(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  draft: AccountDraft,
): Promise<Account> {
  const revision = await recordChange(directory, change, {
    actor,
    action: "account.create",
    objectKind: "account",
    objectId: draft.number,
    account: draft.number,
    detail: { after: accountView(draft) },
  });
  const account = { ...draft, revision };
  await change.insertAccount(account);
  return account;
}

/** As `insertAccount`, for an account that exists. Tokens made in it end with its disabling, for good (SECURITY AUT-12). */
export async function replaceAccount(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: Account,
  draft: AccountDraft,
): Promise<Account> {
  if (before.enabled && !draft.enabled) await raiseEpochIn(directory, change, "account", draft.number);
  const revision = await recordChange(directory, change, {
    actor,
    action: "account.update",
    objectKind: "account",
    objectId: draft.number,
    account: draft.number,
    detail: changedMembers(accountView(before), accountView(draft)),
  });
  const account = { ...draft, revision };
  await change.updateAccount(account);
  return account;
}
