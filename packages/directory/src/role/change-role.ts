import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import { patchedRestrictions } from "../restriction/restriction-patch.ts";
import { actorOf, type GivenBy, grantProblems } from "../right/giver.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { unknownRole } from "./read-roles.ts";
import { type Role, type RoleChange, type RoleSpec, roleView } from "./role.ts";
import { roleProblems } from "./role-rules.ts";
import { insertRole, recordRole, replaceRole, roleState } from "./write-role.ts";

/**
 * Makes a role. DirectoryError `validation_failed`, `right_missing` for rights that its maker does not hold, `conflict`
 * when the name is taken.
 */
export async function createRole(directory: Directory, by: GivenBy, spec: RoleSpec): Promise<Role> {
  refuseFlaws(directory, by, spec);
  return await directory.store.change((change) => insertRole(directory, change, actorOf(by), roleState(spec)));
}

/**
 * Gives a role other rights or restrictions, for everyone who has it. Nothing is written where it is so already.
 * DirectoryError `validation_failed`, `right_missing` for rights that the giver does not hold and for a role they have
 * themselves, `not_found`.
 */
export async function updateRole(directory: Directory, by: GivenBy, input: RoleChange): Promise<Role> {
  return await directory.store.change(async (change) => {
    const before = await expectRole(change, input.name);
    const { name, rights = [], restrictions } = input;
    const patched = restrictions && { restrictions: patchedRestrictions(before.restrictions, restrictions) };
    refuseFlaws(directory, by, { name, rights, ...patched });
    const spec = { name, rights: input.rights ?? before.rights, ...patched };
    const state = roleState(spec, before);
    if (canonicalJson(roleView(before)) === canonicalJson(roleView(state))) return before;
    await refuseOwnRole(change, by, before.name);
    return await replaceRole(directory, change, actorOf(by), before, state);
  });
}

async function expectRole(change: DirectoryChange, name: string): Promise<Role> {
  const role = await change.findRole(name);
  if (role === undefined) throw unknownRole(name);
  return role;
}

/** Removes a role that nobody has. DirectoryError `not_found`, `conflict` when a membership names it. */
export async function removeRole(directory: Directory, actor: Actor, name: string): Promise<void> {
  await directory.store.change(async (change) => {
    const before = await expectRole(change, name);
    await recordRole(directory, change, actor, "role.remove", name, { before: roleView(before) });
    await change.removeRole(name);
  });
}

function refuseFlaws({ settings }: Directory, by: GivenBy, spec: RoleSpec): void {
  const invalid = roleProblems(settings, spec, "");
  const missing = grantProblems(by, "rights", spec.rights);
  if (invalid.length + missing.length > 0) throw inputError(invalid, missing);
}

/** A user may not edit a role they have, however little of it they would change (SECURITY AZN-05). */
async function refuseOwnRole(change: DirectoryChange, by: GivenBy, name: string): Promise<void> {
  const actor = actorOf(by);
  if (!actor.startsWith("user:")) return;
  const user = await change.findUser(actor.slice("user:".length));
  if (user?.memberships.some(({ roles }) => roles.includes(name)))
    throw new DirectoryError("right_missing", `you have the role "${name}" yourself: someone else must change it`);
}
