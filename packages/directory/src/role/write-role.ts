import type { JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type Role, type RoleSpec, roleView } from "./role.ts";

/** Appends the audit entry and writes the role. Expects members that have been checked. */
export async function insertRole(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  { name, rights }: RoleSpec,
): Promise<Role> {
  const createdAt = directory.clock();
  const detail = { after: roleView({ name, rights }) };
  const revision = await recordRole(directory, change, actor, "role.create", name, detail);
  const role = { name, rights, createdAt, revision };
  await change.insertRole(role);
  return role;
}

/** As `insertRole`, for a role that exists. */
export async function replaceRole(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: Role,
  rights: readonly string[],
): Promise<Role> {
  const detail = changedMembers(roleView(before), roleView({ ...before, rights }));
  const revision = await recordRole(directory, change, actor, "role.update", before.name, detail);
  const role = { ...before, rights, revision };
  await change.updateRole(role);
  return role;
}

export function recordRole(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: "role.create" | "role.update" | "role.remove",
  name: string,
  detail: JsonObject,
): Promise<number> {
  return recordChange(directory, change, {
    actor,
    action,
    objectKind: "role",
    objectId: name,
    account: undefined,
    detail,
  });
}
