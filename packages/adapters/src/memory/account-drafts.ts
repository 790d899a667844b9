import { type Account, DirectoryError } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function insertAccount({ accounts }: MemoryDrafts, account: Account): void {
  if (accounts.get(account.number) !== undefined)
    throw new DirectoryError("conflict", `account "${account.number}" exists already`);
  accounts.set(account.number, account);
}

export function updateAccount(drafts: MemoryDrafts, account: Account): void {
  const { createdAt } = expectAccount(drafts, account.number);
  drafts.accounts.set(account.number, { ...account, createdAt });
}

/** DirectoryError `not_found`. */
export function expectAccount({ accounts }: MemoryDrafts, number: string): Account {
  const account = accounts.get(number);
  if (account === undefined) throw new DirectoryError("not_found", `there is no account "${number}"`);
  return account;
}
