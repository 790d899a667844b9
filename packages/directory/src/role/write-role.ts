import type { JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type Role, type RoleSpec, type RoleState, roleView } from "./role.ts";

/** A role as described; a member left out is as it was, or narrows nothing. Expects members without flaws. */
export const roleState = ({ name, rights, restrictions }: RoleSpec, before?: Role): RoleState => ({
  name,
  rights,
  restrictions: restrictions === undefined ? before?.restrictions : canonicalRestrictions(restrictions),
});

/** Appends the audit entry and writes the role. Expects members that have been checked. */
export async function insertRole(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  state: RoleState,
): Promise<Role> {
  const createdAt = directory.clock();
  const detail = { after: roleView(state) };
  const revision = await recordRole(directory, change, actor, "role.create", state.name, detail);
  const role = { ...state, createdAt, revision };
  await change.insertRole(role);
  return role;
}

/** As `insertRole`, for a role that exists. */
export async function replaceRole(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  before: Role,
  state: RoleState,
): Promise<Role> {
  const detail = changedMembers(roleView(before), roleView(state));
  const revision = await recordRole(directory, change, actor, "role.update", before.name, detail);
  const role = { ...before, ...state, revision };
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
