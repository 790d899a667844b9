import type { AuditAction } from "../audit/audit-entry.ts";
import type { JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { raiseEpochIn } from "../epoch/raise-epoch.ts";
import type { HashedPassword } from "../password/new-password.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type User, userView } from "./user.ts";
import type { SecretPurpose } from "./user-secret.ts";

export type UserDraft = Omit<User, "revision">;

/** Appends the audit entry and writes the user. Expects a draft that has been checked. */
export async function insertUser(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  draft: UserDraft,
  hash: string | undefined,
): Promise<User> {
  const detail = { after: userView(draft) };
  const user = { ...draft, revision: await recordUser(directory, change, actor, "user.create", draft, detail) };
  await change.insertUser(user, hash);
  return user;
}

/** As `insertUser`, for a user who exists. Their ways in beside the password end with their disabling, for good (SECURITY AUT-12). */
export async function replaceUser(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  before: User,
  after: UserDraft,
): Promise<User> {
  if (before.enabled && !after.enabled) await endWays(directory, change, before.id);
  const detail = changedMembers(userView(before), userView(after));
  const user = { ...after, revision: await recordUser(directory, change, actor, action, after, detail) };
  await change.updateUser(user);
  return user;
}

/**
 * Gives a user another password. Their sessions and tokens end with the one before, and what they were sent to choose one
 * with is withdrawn (SECURITY AUT-12, SES-03).
 */
export async function replacePassword(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: User,
  { hash, form }: HashedPassword,
  bootstrap: boolean,
): Promise<User> {
  const after = { ...before, password: { version: before.password.version + 1, bootstrap, form } };
  const detail = changedMembers(userView(before), userView(after));
  const user = { ...after, revision: await recordUser(directory, change, actor, "user.password", after, detail) };
  await change.updateUser(user, hash);
  await endWays(directory, change, user.id);
  return user;
}

const purposes: readonly SecretPurpose[] = ["invitation", "reset"];

/** Ends every way in that a user has beside their password: sessions, tokens, and what they were sent to choose one with. */
export async function endWays(directory: Directory, change: DirectoryChange, userId: string): Promise<void> {
  await raiseEpochIn(directory, change, "user", userId);
  for (const purpose of purposes) await change.withdrawUserSecrets(userId, purpose, directory.clock());
}

export function recordUser(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  { id }: Pick<User, "id">,
  detail: JsonObject,
): Promise<number> {
  return recordChange(directory, change, {
    actor,
    action,
    objectKind: "user",
    objectId: id,
    account: undefined,
    detail,
  });
}
