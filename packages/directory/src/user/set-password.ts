import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import { canonicalPassword, passwordProblems } from "../password/password-rules.ts";
import { expectUser } from "./read-users.ts";
import type { User } from "./user.ts";
import { recordUser, replacePassword } from "./write-user.ts";

/**
 * Sets a user's password for them: it is marked as one that someone else knows. `name` is an id or an e-mail address.
 *
 * DirectoryError `not_found`, `validation_failed` saying what is wrong with the password.
 */
export async function setUserPassword(
  directory: Directory,
  actor: Actor,
  name: string,
  password: string,
): Promise<User> {
  const { id, email } = await expectUser(directory.store, name);
  const hash = await hashedPassword(directory, "password", password, email);
  return await directory.store.change(async (change) =>
    replacePassword(directory, change, actor, await expectUser(change, id), hash, true),
  );
}

/** What a user who changes their own password says. */
export interface OwnPassword {
  readonly password: string;
  /** The version of the password they have just proved to know (SECURITY AUT-05): asked for again, not remembered. */
  readonly provedVersion: number;
}

/**
 * A user chooses their own password. Does not verify the present one: whoever calls has, and says which version it was.
 *
 * DirectoryError `not_found`, `validation_failed` saying what is wrong with the new password, `conflict` when the
 * password has changed since it was proved or the user was disabled.
 */
export async function changeOwnPassword(
  directory: Directory,
  actor: Actor,
  id: string,
  { password, provedVersion }: OwnPassword,
): Promise<User> {
  const { email } = await expectUser(directory.store, id);
  const hash = await hashedPassword(directory, "password", password, email);
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, id);
    if (!before.enabled || before.password.version !== provedVersion)
      throw new DirectoryError("conflict", "the password was changed meanwhile, or the user disabled");
    return await replacePassword(directory, change, actor, before, hash, false);
  });
}

/** The hash of a password that keeps the rules. DirectoryError `validation_failed`. Slow: never called inside a change. */
export async function hashedPassword(
  { settings, hasher }: Directory,
  member: string,
  password: string,
  email: string,
): Promise<string> {
  const problems = passwordProblems(settings.passwords, member, password, email);
  if (problems.length > 0) throw inputError(problems);
  return await hasher.hash(canonicalPassword(password));
}

/**
 * Keeps the same password under another hash, as after a sign-in whose hash had older parameters (SECURITY AUT-13).
 * Nothing is written when the password is another one by now. A change like any other: whoever follows the revisions
 * must find every write explained. DirectoryError `not_found`.
 */
export async function rehashPassword(directory: Directory, id: string, version: number, hash: string): Promise<void> {
  await directory.store.change(async (change) => {
    const user = await expectUser(change, id);
    if (user.password.version !== version) return;
    const revision = await recordUser(directory, change, `user:${id}`, "user.password", user, { rehashed: true });
    await change.updateUser({ ...user, revision }, hash);
  });
}
