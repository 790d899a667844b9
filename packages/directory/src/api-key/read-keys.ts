import { getAccount } from "../account/read-accounts.ts";
import { getApplication } from "../application/read-applications.ts";
import type { Actor, Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import type { DirectoryStore, KeyFilter } from "../store/directory-store.ts";
import { checkPage } from "../store/page.ts";
import type { ApiKey } from "./api-key.ts";
import { ownerAccount } from "./key-owner.ts";

/** The keys that a caller may know of, all of one account: to them any other key does not exist. */
export interface KeyScope {
  readonly account: string;
  readonly environment: string;
}

/** A key as it is shown: `creatorGone` when the user who made it is disabled, while the key still works. */
export interface ShownKey extends ApiKey {
  readonly creatorGone: boolean;
}

/** The key of this id, whatever its status. DirectoryError `not_found`, for a key outside the scope too. */
export async function getKey({ store }: Pick<Directory, "store">, id: string, scope?: KeyScope): Promise<ShownKey> {
  const key = inScope(await store.findKey(id), id, scope);
  return { ...key, creatorGone: await isGone(store, key.creator) };
}

/**
 * Keys, oldest first, whatever their status. DirectoryError `not_found` when the filter names an account or application
 * that does not exist, `validation_failed` for a limit out of range.
 */
export async function listKeys(directory: Pick<Directory, "store">, filter: KeyFilter): Promise<readonly ShownKey[]> {
  checkPage(filter);
  const { store } = directory;
  if (filter.account !== undefined) await getAccount(directory, filter.account);
  if (filter.application !== undefined) await getApplication(directory, filter.application);
  const keys = await store.listKeys(filter);
  const gone = new Map<ApiKey["creator"], boolean>();
  for (const { creator } of keys) if (!gone.has(creator)) gone.set(creator, await isGone(store, creator));
  return keys.map((key) => ({ ...key, creatorGone: gone.get(key.creator) === true }));
}

/** The key where it exists and lies in the scope. DirectoryError `not_found`. */
export function inScope(key: ApiKey | undefined, id: string, scope: KeyScope | undefined): ApiKey {
  if (key === undefined) throw unknownKey(id);
  if (scope !== undefined && (ownerAccount(key.owner) !== scope.account || key.environment !== scope.environment))
    throw unknownKey(id);
  return key;
}

const userActor = "user:";

async function isGone(store: Pick<DirectoryStore, "findUser">, creator: Actor): Promise<boolean> {
  if (!creator.startsWith(userActor)) return false;
  return (await store.findUser(creator.slice(userActor.length)))?.enabled !== true;
}

const unknownKey = (id: string): DirectoryError => new DirectoryError("not_found", `there is no key "${id}"`);
