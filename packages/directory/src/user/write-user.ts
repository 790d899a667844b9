import type { AuditAction } from "../audit/audit-entry.ts";
import type { JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
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

/** As `insertUser`, for a user who exists. */
export async function replaceUser(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  before: User,
  after: UserDraft,
): Promise<User> {
  const detail = changedMembers(userView(before), userView(after));
  const user = { ...after, revision: await recordUser(directory, change, actor, action, after, detail) };
  await change.updateUser(user);
  return user;
}

/** Gives a user another password; what they were sent to choose one with is withdrawn. */
export async function replacePassword(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: User,
  hash: string,
  bootstrap: boolean,
): Promise<User> {
  const after = { ...before, password: { version: before.password.version + 1, bootstrap } };
  const detail = changedMembers(userView(before), userView(after));
  const user = { ...after, revision: await recordUser(directory, change, actor, "user.password", after, detail) };
  await change.updateUser(user, hash);
  await withdrawSecrets(directory, change, user.id);
  return user;
}

const purposes: readonly SecretPurpose[] = ["invitation", "reset"];

/** Whatever the user was sent to choose a password with is of no use any more. */
export async function withdrawSecrets({ clock }: Directory, change: DirectoryChange, userId: string): Promise<void> {
  for (const purpose of purposes) await change.withdrawUserSecrets(userId, purpose, clock());
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
