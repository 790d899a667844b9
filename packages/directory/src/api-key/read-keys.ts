import { getAccount } from "../account/read-accounts.ts";
import type { Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import type { KeyFilter } from "../store/directory-store.ts";
import { checkPage } from "../store/page.ts";
import type { ApiKey } from "./api-key.ts";

/** The key of this id, whatever its status. DirectoryError `not_found`. */
export async function getKey({ store }: Pick<Directory, "store">, id: string): Promise<ApiKey> {
  const key = await store.findKey(id);
  if (key === undefined) throw unknownKey(id);
  return key;
}

/**
 * Keys, oldest first, whatever their status. DirectoryError `not_found` when the filter names an account that does not
 * exist, `validation_failed` for a limit out of range.
 */
export async function listKeys(directory: Pick<Directory, "store">, filter: KeyFilter): Promise<readonly ApiKey[]> {
  checkPage(filter);
  if (filter.account !== undefined) await getAccount(directory, filter.account);
  return await directory.store.listKeys(filter);
}

export const unknownKey = (id: string): DirectoryError => new DirectoryError("not_found", `there is no key "${id}"`);
