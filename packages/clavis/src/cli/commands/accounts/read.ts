import { type Account, findLock, getAccount, type Lock, listAccounts } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { lockFact, lockJson } from "../../lock-text.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { restrictionFacts } from "../../restriction-text.ts";
import { showRows } from "../../show-rows.ts";
import { facts, jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { accountJson, statusOf } from "./account-json.ts";

export function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list accounts by number")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: DataOptions & { readonly limit: number }) =>
      context.withDirectory(options, async ({ directory }) => {
        showList(context, options, await listAccounts(directory, { limit: options.limit }));
      }),
    );
}

function showList({ terminal }: Context, options: DataOptions, accounts: readonly Account[]): void {
  showRows(terminal, options, accounts, {
    json: accountJson,
    none: "No accounts. Make one: clavis accounts create --name <name>",
    headings: ["NUMBER", "STATUS", "RIGHTS", "NAME"],
    cells: (each) => [each.number, statusOf(each), each.rights.join(","), each.name],
  });
}

export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<number>", "the account number"))
    .description("show one account")
    .action((number: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const account = await getAccount(directory, number);
        const lock = await findLock(directory, { kind: "account", id: number });
        const json = { ...accountJson(account), lock: lock && lockJson(lock) };
        context.terminal.out(options.json === true ? jsonText(json) : factsOf(account, lock));
      }),
    );
}

const factsOf = (account: Account, lock: Lock | undefined): string =>
  facts([
    ["number", account.number],
    ["name", account.name],
    ["status", statusOf(account)],
    lockFact(lock),
    ["rights", account.rights.join(",")],
    ["time zone", account.zone],
    ...restrictionFacts(account.restrictions),
    ["created", timeText(account.createdAt)],
  ]);
