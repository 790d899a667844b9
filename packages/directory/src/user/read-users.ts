import { getAccount } from "../account/read-accounts.ts";
import type { Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import type { DirectoryChange, UserFilter } from "../store/directory-store.ts";
import { checkPage } from "../store/page.ts";
import { canonicalEmail } from "./email.ts";
import type { User } from "./user.ts";

/** The user with this id or e-mail address. DirectoryError `not_found`. */
export async function getUser({ store }: Pick<Directory, "store">, name: string): Promise<User> {
  return await expectUser(store, name);
}

/**
 * Users, oldest first. DirectoryError `not_found` when the filter names an account that does not exist,
 * `validation_failed` for a limit out of range.
 */
export async function listUsers(directory: Pick<Directory, "store">, filter: UserFilter): Promise<readonly User[]> {
  checkPage(filter);
  if (filter.account !== undefined) await getAccount(directory, filter.account);
  return await directory.store.listUsers(filter);
}

/** As `getUser`, wherever users are found. No id holds an @. */
export async function expectUser(
  users: Pick<DirectoryChange, "findUser" | "findUserByEmail">,
  name: string,
): Promise<User> {
  const user = name.includes("@") ? await users.findUserByEmail(canonicalEmail(name)) : await users.findUser(name);
  if (user === undefined) throw new DirectoryError("not_found", `there is no user "${name}"`);
  return user;
}
