import type { Actor, Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { base62, numberOf } from "../id/sortable-id.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { expectUser } from "./read-users.ts";
import { hashedPassword } from "./set-password.ts";
import type { User } from "./user.ts";
import type { SecretPurpose } from "./user-secret.ts";
import { recordUser, replacePassword } from "./write-user.ts";

/** A secret just made for a user. It is not kept: it can be sent now and never again. */
export interface SentSecret {
  readonly user: User;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const hour = 3_600_000;
const lifetimes: Readonly<Record<SecretPurpose, number>> = { invitation: 24 * hour, reset: hour };
const randomLength = 32;
/** 256 bits. */
const secretLength = 43;
const secretForm = /^[0-9A-Za-z]{43}$/;

/**
 * Makes a secret with which a user without a password chooses their first one: 24 hours, once. An earlier invitation is
 * withdrawn. DirectoryError `not_found`, `conflict` when the user is disabled or has a password.
 */
export async function inviteUser(directory: Directory, actor: Actor, name: string): Promise<SentSecret> {
  return await send(directory, actor, name, "invitation", ({ email, password }) => {
    if (password.version > 0) throw new DirectoryError("conflict", `"${email}" has a password: send a reset instead`);
  });
}

/**
 * Makes a secret with which a user chooses another password: one hour, once. An earlier one is withdrawn; the present
 * password works until then. DirectoryError `not_found`, `conflict` when the user is disabled or has no password.
 */
export async function resetUser(directory: Directory, actor: Actor, name: string): Promise<SentSecret> {
  return await send(directory, actor, name, "reset", ({ email, password }) => {
    if (password.version === 0) throw new DirectoryError("conflict", `"${email}" has no password: invite them`);
  });
}

async function send(
  directory: Directory,
  actor: Actor,
  name: string,
  purpose: SecretPurpose,
  refuseUnfit: (user: User) => void,
): Promise<SentSecret> {
  const { store, clock, randomBytes, sha256 } = directory;
  const secret = base62(numberOf(randomBytes(randomLength)), secretLength);
  return await store.change(async (change) => {
    const user = await expectUser(change, name);
    if (!user.enabled) throw new DirectoryError("conflict", `"${user.email}" is disabled`);
    refuseUnfit(user);
    const expiresAt = clock() + lifetimes[purpose];
    const action = purpose === "invitation" ? "user.invite" : "user.reset";
    const revision = await recordUser(directory, change, actor, action, user, { after: { expiresAt } });
    await change.withdrawUserSecrets(user.id, purpose, clock());
    await change.insertUserSecret({ digest: digestOf(sha256, secret), user: user.id, purpose, expiresAt });
    await change.updateUser({ ...user, revision });
    return { user: { ...user, revision }, secret, expiresAt };
  });
}

/**
 * Uses a secret up: the user has the new password from now on. Of any number of simultaneous uses one succeeds
 * (SECURITY KEY-05). A password that breaks the rules leaves the secret as it is.
 *
 * DirectoryError `not_found` for a secret that is unknown, used, withdrawn or expired, or whose user is disabled, all
 * alike; `validation_failed` saying what is wrong with the password.
 */
export async function acceptSecret(directory: Directory, secret: string, password: string): Promise<User> {
  const { store, clock, sha256 } = directory;
  if (!secretForm.test(secret)) throw useless();
  const digest = digestOf(sha256, secret);
  const found = await store.findUserSecret(digest);
  if (found === undefined || found.expiresAt <= clock()) throw useless();
  const hashed = await hashedPassword(directory, "password", password, await usable(store, found.user));
  return await store.change(async (change) => {
    const user = await usable(change, found.user);
    if (!(await change.useUserSecret(digest, clock()))) throw useless();
    return await replacePassword(directory, change, `user:${user.id}`, user, hashed, false);
  });
}

async function usable(users: Pick<DirectoryChange, "findUser">, id: string): Promise<User> {
  const user = await users.findUser(id);
  if (!user?.enabled) throw useless();
  return user;
}

const useless = (): DirectoryError =>
  new DirectoryError("not_found", "this link does not work, or does no longer: ask for a new one");

const digestOf = (sha256: Directory["sha256"], secret: string): Uint8Array => sha256(new TextEncoder().encode(secret));
