import type { Actor, Directory } from "../directory.ts";
import { raiseEpoch } from "../epoch/raise-epoch.ts";
import { expectUser, getUser } from "./read-users.ts";
import { type User, userView } from "./user.ts";
import { endWays, recordUser } from "./write-user.ts";

/**
 * Ends every session and token of a user at once, wherever they signed in (SECURITY SES-03); their password stays.
 * `name` is an id or an e-mail address. DirectoryError `not_found`.
 */
export async function signOutEverywhere(directory: Directory, actor: Actor, name: string): Promise<User> {
  const user = await getUser(directory, name);
  await raiseEpoch(directory, actor, "user", user.id);
  return await getUser(directory, user.id);
}

/**
 * Removes a user for good: memberships, password, sessions and tokens are gone with the next request, and keys bound to
 * them are of no use. Other keys they made stay, flagged as those of one who is gone (SECURITY AUT-12). Gives what the
 * user was. `name` is an id or an e-mail address. DirectoryError `not_found`.
 */
export async function deleteUser(directory: Directory, actor: Actor, name: string): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    await endWays(directory, change, before.id);
    await recordUser(directory, change, actor, "user.delete", before, { before: userView(before) });
    await change.removeUser(before.id);
    return before;
  });
}
