import { type Account, createAccount, getAccount, listAccounts, setAccountEnabled } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { countOption, listOption, placeText, withDataOptions } from "../../options.ts";
import { facts, jsonText, table } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { linkCommand, linksCommand, unlinkCommand } from "./links.ts";

interface CreateOptions extends DataOptions {
  readonly number?: string;
  readonly name: string;
  readonly rights?: readonly string[];
}

/** `clavis accounts …`: the provider's customers. */
export function accountsCommand(context: Context): Command {
  const accounts = new Command("accounts").description("make, list and link accounts, the customers of the API");
  for (const command of [
    createCommand(context),
    listCommand(context),
    showCommand(context),
    enabledCommand(context, "disable", false, "refuse everything in an account, at once; its tokens end for good"),
    enabledCommand(context, "enable", true, "let things be done in a disabled account again"),
    linkCommand(context),
    unlinkCommand(context),
    linksCommand(context),
  ])
    accounts.addCommand(command);
  return accounts;
}

function createCommand(context: Context): Command {
  return withDataOptions(new Command("create"))
    .description("make an account")
    .requiredOption("--name <name>", "the customer's name")
    .option("--number <number>", "its account number (default: one is drawn)")
    .option("--rights <rights>", "all that may ever be done in it (default: *)", listOption)
    .addHelpText("after", '\nExample:\n  clavis accounts create --number CKLANT003 --name "Fietsen Maes"\n')
    .action((options: CreateOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const { number, name, rights } = options;
        const spec = { name, ...(number !== undefined && { number }), ...(rights && { rights }) };
        const account = await createAccount(directory, actor, spec);
        if (options.json === true) {
          context.terminal.out(jsonText(accountJson(account)));
          return;
        }
        context.terminal.err(`Made account ${account.number}.\n`);
        context.terminal.err(
          `Next: clavis keys create --account ${account.number} --name <name>${placeText(options)}\n`,
        );
      }),
    );
}

function listCommand(context: Context): Command {
  return withDataOptions(new Command("list"))
    .description("list accounts by number")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 1000)
    .action((options: DataOptions & { readonly limit: number }) =>
      context.withDirectory(options, async ({ directory }) => {
        showList(context, options, await listAccounts(directory, { limit: options.limit }));
      }),
    );
}

function showList({ terminal }: Context, { json }: DataOptions, accounts: readonly Account[]): void {
  if (json === true) {
    terminal.out(jsonText(accounts.map(accountJson)));
    return;
  }
  if (accounts.length === 0) {
    terminal.err("No accounts. Make one: clavis accounts create --name <name>\n");
    return;
  }
  const rows = accounts.map(({ number, enabled, rights, name }) => [number, statusOf(enabled), rights.join(","), name]);
  terminal.out(table(["NUMBER", "STATUS", "RIGHTS", "NAME"], rows));
}

function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<number>", "the account number"))
    .description("show one account")
    .action((number: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory }) => {
        const account = await getAccount(directory, number);
        if (options.json === true) {
          context.terminal.out(jsonText(accountJson(account)));
          return;
        }
        context.terminal.out(
          facts([
            ["number", account.number],
            ["name", account.name],
            ["status", statusOf(account.enabled)],
            ["rights", account.rights.join(",")],
            ["created", timeText(account.createdAt)],
          ]),
        );
      }),
    );
}

function enabledCommand(context: Context, name: string, enabled: boolean, description: string): Command {
  return withDataOptions(new Command(name).argument("<number>", "the account number"))
    .description(description)
    .action((number: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const account = await setAccountEnabled(directory, actor, number, enabled);
        if (options.json === true) context.terminal.out(jsonText(accountJson(account)));
        else context.terminal.err(`Account ${account.number} is ${statusOf(account.enabled)}.\n`);
      }),
    );
}

const statusOf = (enabled: boolean): string => (enabled ? "enabled" : "disabled");

/** An account as `--json` shows it; its number is its id. */
const accountJson = ({ number, name, enabled, rights, createdAt }: Account): Record<string, unknown> => ({
  id: number,
  number,
  name,
  enabled,
  rights,
  createdAt: timeText(createdAt),
});
