import type { Directory } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import { checkPage, type Page } from "../store/page.ts";
import type { Account } from "./account.ts";

/** The account of this number. DirectoryError `not_found`. */
export async function getAccount({ store }: Pick<Directory, "store">, number: string): Promise<Account> {
  const account = await store.findAccount(number);
  if (account === undefined) throw unknownAccount(number);
  return account;
}

/** Accounts by number, ascending. DirectoryError `validation_failed` for a limit out of range. */
export async function listAccounts(
  { store }: Pick<Directory, "store">,
  page: Page<string>,
): Promise<readonly Account[]> {
  checkPage(page);
  return await store.listAccounts(page);
}

export const unknownAccount = (number: string): DirectoryError =>
  new DirectoryError("not_found", `there is no account "${number}"`);
