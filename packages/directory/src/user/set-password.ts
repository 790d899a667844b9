import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import type { HashedPassword } from "../password/new-password.ts";
import { hashedText, nextForm } from "../password/password-form.ts";
import { passwordProblems } from "../password/password-rules.ts";
import { expectUser } from "./read-users.ts";
import type { StoredPassword, User } from "./user.ts";
import { recordUser, replacePassword } from "./write-user.ts";

/**
 * Sets a user's password for them: it is marked as one that someone else knows, to be changed before anything else is
 * allowed (SECURITY AUT-09). `name` is an id or an e-mail address.
 *
 * DirectoryError `not_found`, `validation_failed` saying what is wrong with the password.
 */
export async function setUserPassword(
  directory: Directory,
  actor: Actor,
  name: string,
  password: string,
): Promise<User> {
  const user = await expectUser(directory.store, name);
  const hashed = await hashedPassword(directory, "password", password, user);
  return await directory.store.change(async (change) =>
    replacePassword(directory, change, actor, await expectUser(change, user.id), hashed, true),
  );
}

/** What a user who changes their own password says. */
export interface OwnPassword {
  readonly password: string;
  /** The version of the password they have just proved to know (SECURITY AUT-05): asked for again, not remembered. */
  readonly provedVersion: number;
}

/**
 * A user chooses their own password, which keeps the form of the one before (SECURITY LEG-03). Does not verify the present one: whoever calls has, and says which version it was.
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
  const hashed = await hashedPassword(directory, "password", password, await expectUser(directory.store, id));
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, id);
    if (!before.enabled || before.password.version !== provedVersion)
      throw new DirectoryError("conflict", "the password was changed meanwhile, or the user disabled");
    return await replacePassword(directory, change, actor, before, hashed, false);
  });
}

/** A password that keeps the rules, hashed in its user's form. DirectoryError `validation_failed`. Slow: never called inside a change. */
export async function hashedPassword(
  { settings, hasher }: Directory,
  member: string,
  password: string,
  user: Pick<User, "email" | "password">,
): Promise<HashedPassword> {
  const problems = passwordProblems(settings.passwords, member, password, user.email);
  if (problems.length > 0) throw inputError(problems);
  const form = nextForm(user.password.form);
  return { hash: await hasher.hash(hashedText(hasher, password, form)), form };
}

/**
 * Keeps the same password under another hash, as after a sign-in whose hash had older parameters, came from elsewhere or
 * was of the SHA-1 (SECURITY AUT-13, LEG-03). Nothing is written when the password is another one by now, or its form.
 * Another form is another version: what was accepted in the form before is not from then on.
 *
 * A change like any other: whoever follows the revisions must find every write explained. DirectoryError `not_found`.
 */
export async function rehashPassword(
  directory: Directory,
  id: string,
  replaced: Pick<StoredPassword, "version" | "form">,
  { hash, form }: HashedPassword,
): Promise<void> {
  await directory.store.change(async (change) => {
    const user = await expectUser(change, id);
    const { password } = user;
    if (password.version !== replaced.version || password.form !== replaced.form) return;
    const isOther = form !== password.form;
    const detail = isOther ? { before: { passwordForm: password.form }, after: { passwordForm: form } } : {};
    const record = { rehashed: true, ...detail };
    const revision = await recordUser(directory, change, `user:${id}`, "user.password", user, record);
    const version = password.version + Number(isOther);
    await change.updateUser({ ...user, password: { ...password, version, form }, revision }, hash);
  });
}
