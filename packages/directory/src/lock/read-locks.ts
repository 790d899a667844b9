import type { Directory } from "../directory.ts";
import { checkPage, type Page } from "../store/page.ts";
import type { Lock, LockTarget } from "./lock.ts";

/** The lock of something, where it is locked. */
export const findLock = ({ store }: Pick<Directory, "store">, target: LockTarget): Promise<Lock | undefined> =>
  store.findLock(target);

/** What is locked, by kind and id, ascending. DirectoryError `validation_failed` for a limit out of range. */
export async function listLocks({ store }: Pick<Directory, "store">, page: Page<LockTarget>): Promise<readonly Lock[]> {
  checkPage(page);
  return await store.listLocks(page);
}
