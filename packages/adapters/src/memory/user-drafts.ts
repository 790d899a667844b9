import { DirectoryError, type SecretPurpose, type User, type UserSecret } from "@clavis/directory";
import { expectAccount } from "./account-drafts.ts";
import type { MemoryDrafts } from "./memory-drafts.ts";
import { hexOf } from "./memory-tables.ts";
import { expectRole } from "./role-drafts.ts";

export const findUserByEmail = ({ users }: MemoryDrafts, email: string): User | undefined =>
  users.values().find((user) => user.email === email);

export function insertUser(drafts: MemoryDrafts, user: User, hash: string | undefined): void {
  if (drafts.users.get(user.id) !== undefined) throw takenUser(user);
  putUser(drafts, user, hash);
}

export function updateUser(drafts: MemoryDrafts, user: User, hash: string | undefined): void {
  const { createdAt } = expectUser(drafts, user.id);
  putUser(drafts, { ...user, createdAt }, hash);
}

export function removeUser(drafts: MemoryDrafts, id: string): void {
  expectUser(drafts, id);
  const { secrets, passwords, users } = drafts;
  for (const secret of secrets.values()) if (secret.user === id) secrets.delete(hexOf(secret.digest));
  passwords.delete(id);
  users.delete(id);
}

export function insertUserSecret(drafts: MemoryDrafts, secret: UserSecret): void {
  expectUser(drafts, secret.user);
  const hex = hexOf(secret.digest);
  if (drafts.secrets.get(hex) !== undefined) throw new DirectoryError("conflict", "the secret exists already");
  drafts.secrets.set(hex, { ...secret, usedAt: undefined });
}

export function useUserSecret({ secrets }: MemoryDrafts, digest: Uint8Array, time: number): boolean {
  const secret = secrets.get(hexOf(digest));
  if (secret === undefined || secret.usedAt !== undefined || secret.expiresAt <= time) return false;
  secrets.set(hexOf(digest), { ...secret, usedAt: time });
  return true;
}

export function withdrawUserSecrets(
  { secrets }: MemoryDrafts,
  user: string,
  purpose: SecretPurpose,
  time: number,
): void {
  for (const secret of secrets.values())
    if (secret.user === user && secret.purpose === purpose && secret.usedAt === undefined)
      secrets.set(hexOf(secret.digest), { ...secret, usedAt: time });
}

function putUser(drafts: MemoryDrafts, user: User, hash: string | undefined): void {
  const { id, email, mainAccount, memberships } = user;
  const known = findUserByEmail(drafts, email);
  if (known !== undefined && known.id !== id) throw takenUser(user);
  if (mainAccount !== undefined) expectAccount(drafts, mainAccount);
  for (const { account, roles } of memberships) {
    expectAccount(drafts, account);
    for (const role of roles) expectRole(drafts, role);
  }
  drafts.users.set(id, user);
  if (hash !== undefined) drafts.passwords.set(id, hash);
}

function expectUser({ users }: MemoryDrafts, id: string): User {
  const user = users.get(id);
  if (user === undefined) throw new DirectoryError("not_found", `there is no user "${id}"`);
  return user;
}

const takenUser = ({ email }: User): DirectoryError =>
  new DirectoryError("conflict", `there is a user "${email}" already`);
