import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import type { Account, AccountSpec } from "./account.ts";
import { generateAccountNumber } from "./account-number.ts";
import { accountProblems } from "./account-rules.ts";
import { insertAccount, newAccount } from "./write-account.ts";

/** A new account's members; without a number it gets one at random. */
export type NewAccount = Omit<AccountSpec, "number"> & { readonly number?: string };

/** Makes an account. DirectoryError `validation_failed`, or `conflict` when the number is taken. */
export async function createAccount(directory: Directory, actor: Actor, input: NewAccount): Promise<Account> {
  return await directory.store.change(async (change) => {
    const spec: AccountSpec = { ...input, number: input.number ?? (await freeNumber(directory, change)) };
    const problems = accountProblems(directory.settings, spec, "");
    if (problems.length > 0) throw inputError(problems);
    return await insertAccount(directory, change, actor, newAccount(spec, directory.clock()));
  });
}

const maxAttempts = 100;

async function freeNumber({ settings, randomBytes }: Directory, change: DirectoryChange): Promise<string> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const number = generateAccountNumber(settings.accountForm, randomBytes);
    if ((await change.findAccount(number)) === undefined) return number;
  }
  throw new DirectoryError("conflict", "almost every account number is taken: name one, or configure a longer form");
}
