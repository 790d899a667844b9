import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory, DirectorySettings } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import { patchedRestrictions, type RestrictionPatch } from "../restriction/restriction-patch.ts";
import { restrictionProblems, zoneProblems } from "../restriction/restriction-rules.ts";
import { rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import { type Account, accountView } from "./account.ts";
import { maxAccountName } from "./account-rules.ts";
import { unknownAccount } from "./read-accounts.ts";
import { replaceAccount } from "./write-account.ts";

/** What may change of an account. A member left out stays as it is; so does a restriction. */
export interface AccountChange {
  readonly name?: string;
  readonly rights?: readonly string[];
  readonly zone?: string;
  readonly restrictions?: RestrictionPatch;
}

/**
 * Changes an account, for everything done in it from the next request on. Nothing is written where all is so already.
 * DirectoryError `validation_failed` with every problem, `not_found`.
 */
export async function updateAccount(
  directory: Directory,
  actor: Actor,
  number: string,
  input: AccountChange,
): Promise<Account> {
  return await directory.store.change(async (change) => {
    const before = await change.findAccount(number);
    if (before === undefined) throw unknownAccount(number);
    const problems = changeProblems(directory.settings, before, input);
    if (problems.length > 0) throw inputError(problems);
    const { name = before.name, rights = before.rights, zone = before.zone } = input;
    const restrictions = canonicalRestrictions(patchedRestrictions(before.restrictions, input.restrictions));
    const after = { ...before, name, rights, zone, restrictions };
    if (canonicalJson(accountView(before)) === canonicalJson(accountView(after))) return before;
    return await replaceAccount(directory, change, actor, before, after);
  });
}

const changeProblems = (
  { rights: rules }: DirectorySettings,
  before: Account,
  { name, rights = [], zone, restrictions }: AccountChange,
): readonly ProblemMember[] => [
  ...(name === undefined ? [] : textProblems("name", name, maxAccountName)),
  ...rightProblems(rules, "rights", rights),
  ...(zone === undefined ? [] : zoneProblems("zone", zone)),
  ...(restrictions === undefined
    ? []
    : restrictionProblems(rules, "account", patchedRestrictions(before.restrictions, restrictions))),
];
