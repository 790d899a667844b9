import type { Actor, Directory } from "../directory.ts";
import type { Account } from "./account.ts";
import { unknownAccount } from "./read-accounts.ts";
import { replaceAccount } from "./write-account.ts";

/**
 * Lets anything be done in an account or nothing at all, from the next request on; tokens made in it end with its
 * disabling and stay ended (SECURITY AUT-12). Nothing is written where it is so already. DirectoryError `not_found`.
 */
export async function setAccountEnabled(
  directory: Directory,
  actor: Actor,
  number: string,
  enabled: boolean,
): Promise<Account> {
  return await directory.store.change(async (change) => {
    const before = await change.findAccount(number);
    if (before === undefined) throw unknownAccount(number);
    if (before.enabled === enabled) return before;
    return await replaceAccount(directory, change, actor, before, { ...before, enabled });
  });
}
