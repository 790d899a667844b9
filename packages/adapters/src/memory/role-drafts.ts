import { DirectoryError, type Role } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function insertRole({ roles }: MemoryDrafts, role: Role): void {
  if (roles.get(role.name) !== undefined) throw new DirectoryError("conflict", `role "${role.name}" exists already`);
  roles.set(role.name, role);
}

export function updateRole(drafts: MemoryDrafts, { name, rights, restrictions, revision }: Role): void {
  drafts.roles.set(name, { ...expectRole(drafts, name), rights, restrictions, revision });
}

export function removeRole(drafts: MemoryDrafts, name: string): void {
  expectRole(drafts, name);
  const names = drafts.users.values().flatMap(({ memberships }) => memberships.flatMap(({ roles }) => roles));
  if (names.includes(name)) throw new DirectoryError("conflict", `users have the role "${name}"`);
  drafts.roles.delete(name);
}

/** DirectoryError `not_found`. */
export function expectRole({ roles }: MemoryDrafts, name: string): Role {
  const role = roles.get(name);
  if (role === undefined) throw new DirectoryError("not_found", `there is no role "${name}"`);
  return role;
}
