import { changedMembers } from "../audit/changed-members.ts";
import type { Actor, Directory } from "../directory.ts";
import { expectUser } from "./read-users.ts";
import { type User, userView } from "./user.ts";
import { recordUser } from "./write-user.ts";

/**
 * Lets a user of the SHA-1 format go over to the normal one: the next time they present the password itself it is kept
 * as `plain`, and its SHA-1 is refused from then on (SECURITY LEG-03). Until then both are accepted. A user without a
 * password goes over at once. Nothing is written for a user who is not of the SHA-1 format, or on their way already.
 *
 * `name` is an id or an e-mail address. DirectoryError `not_found`.
 */
export async function migrateFormat(directory: Directory, actor: Actor, name: string): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    const { password } = before;
    if (password.form !== "sha1") return before;
    const form = password.version === 0 ? "plain" : "sha1-then-plain";
    const after = { ...before, password: { ...password, form } } as const;
    const detail = changedMembers(userView(before), userView(after));
    const user = { ...after, revision: await recordUser(directory, change, actor, "user.format", after, detail) };
    await change.updateUser(user);
    return user;
  });
}
