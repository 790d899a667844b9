import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { actorOf, type GivenBy } from "../right/giver.ts";
import { refuse, roleGrantProblems } from "./create-user.ts";
import { expectUser } from "./read-users.ts";
import { type MembershipSpec, membershipsOf, type User, userView } from "./user.ts";
import { mainAccountProblems, membershipProblems } from "./user-rules.ts";
import { replaceUser } from "./write-user.ts";

/**
 * Lets a user in or keeps them out, from the next request on. Their sessions and tokens end, and stay ended; keys they
 * made for accounts stay (SECURITY AUT-12); what they were sent to choose a password with is withdrawn. Nothing is written where it is so already.
 *
 * `name` is an id or an e-mail address. DirectoryError `not_found`.
 */
export async function setUserEnabled(
  directory: Directory,
  actor: Actor,
  name: string,
  enabled: boolean,
): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    if (before.enabled === enabled) return before;
    const action = enabled ? "user.enable" : "user.disable";
    return await replaceUser(directory, change, actor, action, before, { ...before, enabled });
  });
}

/**
 * Chooses the account of calls that name none. DirectoryError `not_found`, `validation_failed` for an account that the
 * user can not use, whether it exists or not.
 */
export async function setMainAccount(
  directory: Directory,
  actor: Actor,
  name: string,
  mainAccount: string,
): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    refuse(await mainAccountProblems(change, before.memberships, mainAccount, ""));
    if (before.mainAccount === mainAccount) return before;
    return await replaceUser(directory, change, actor, "user.update", before, { ...before, mainAccount });
  });
}

/**
 * Replaces all memberships of a user. DirectoryError `not_found`, `validation_failed` for accounts and roles that do not
 * exist, `right_missing` for a role beyond what the giver holds.
 */
export async function setMemberships(
  directory: Directory,
  by: GivenBy,
  name: string,
  spec: MembershipSpec,
): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    const { roles, problems } = await membershipProblems(change, spec, "");
    refuse(problems, roleGrantProblems(by, roles));
    const after = { ...before, memberships: membershipsOf(spec) };
    if (canonicalJson(userView(before)) === canonicalJson(userView(after))) return before;
    return await replaceUser(directory, change, actorOf(by), "user.update", before, after);
  });
}
