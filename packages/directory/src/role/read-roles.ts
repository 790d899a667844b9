import type { Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { checkPage, type Page } from "../store/page.ts";
import type { Role } from "./role.ts";

/** The role of this name. DirectoryError `not_found`. */
export async function getRole({ store }: Pick<Directory, "store">, name: string): Promise<Role> {
  const role = await store.findRole(name);
  if (role === undefined) throw unknownRole(name);
  return role;
}

/** Roles by name, ascending. DirectoryError `validation_failed` for a limit out of range. */
export async function listRoles({ store }: Pick<Directory, "store">, page: Page<string>): Promise<readonly Role[]> {
  checkPage(page);
  return await store.listRoles(page);
}

export const unknownRole = (name: string): DirectoryError =>
  new DirectoryError("not_found", `there is no role "${name}"`);
