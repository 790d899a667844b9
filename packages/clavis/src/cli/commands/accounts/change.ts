import { type Account, createAccount, getAccount, setAccountEnabled, updateAccount } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { expectChange, listOption, placeText, withDataOptions } from "../../options.ts";
import { looseEnds, type ReAnchorOption, withReAnchorOption } from "../../re-anchor-option.ts";
import {
  type LiftOption,
  narrowingOf,
  patchOf,
  type RestrictionOptions,
  withLiftOption,
  withRestrictionOptions,
} from "../../restriction-options.ts";
import { jsonText } from "../../table.ts";
import { accountJson, statusOf } from "./account-json.ts";

interface MemberOptions extends DataOptions, RestrictionOptions {
  readonly rights?: readonly string[];
  readonly zone?: string;
}

interface CreateOptions extends MemberOptions {
  readonly number?: string;
  readonly name: string;
}

interface UpdateOptions extends MemberOptions, LiftOption, ReAnchorOption {
  readonly name?: string;
}

const onAccount = (name: string): Command =>
  withDataOptions(new Command(name).argument("<number>", "the account number"));

const withMemberOptions = (command: Command): Command =>
  withRestrictionOptions(
    command
      .option("--rights <rights>", "all that may ever be done in it, separated by commas", listOption)
      .option("--zone <zone>", "the time zone in which its days and months begin, such as Europe/Brussels"),
    "account",
  );

export function createCommand(context: Context): Command {
  const command = withDataOptions(new Command("create"))
    .description("make an account")
    .requiredOption("--name <name>", "the customer's name")
    .option("--number <number>", "its account number (default: one is drawn)");
  return withMemberOptions(command)
    .addHelpText("after", '\nExample:\n  clavis accounts create --number CKLANT003 --name "Fietsen Maes"\n')
    .action((options: CreateOptions) => create(context, options));
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { number, name, rights, zone } = options;
  const restrictions = narrowingOf(options, context.terminal.now());
  await context.withDirectory(options, async ({ directory, actor }) => {
    const account = await createAccount(directory, actor, {
      ...{ name, restrictions },
      ...(number !== undefined && { number }),
      ...(rights && { rights }),
      ...(zone !== undefined && { zone }),
    });
    const next = `clavis keys create --account ${account.number} --name <name>${placeText(options)}`;
    tell(context, options, account, `Made account ${account.number}.\nNext: ${next}`);
  });
}

export function updateCommand(context: Context): Command {
  const command = onAccount("update")
    .description("change an account, for everything done in it from the next call on; what is not named stays")
    .option("--name <name>", "the customer's name");
  return withReAnchorOption(withLiftOption(withMemberOptions(command), "account"))
    .addHelpText("after", "\nExample:\n  clavis accounts update CKLANT001 --zone Europe/Brussels --quota 10000/month\n")
    .action((number: string, options: UpdateOptions) => update(context, number, options));
}

async function update(context: Context, number: string, options: UpdateOptions): Promise<void> {
  const { name, rights, zone } = options;
  const restrictions = patchOf(options, "account", context.terminal.now());
  const input = {
    ...(name !== undefined && { name }),
    ...(rights && { rights }),
    ...(zone !== undefined && { zone }),
    ...(restrictions && { restrictions }),
  };
  if (options.reanchor !== true) expectChange(input);
  await context.withDirectory(options, async (local) => {
    const { directory, actor } = local;
    const before = await getAccount(directory, number);
    const after = await updateAccount(directory, actor, number, input);
    const loose = await looseEnds(local, { kind: "account", id: number }, { before, after }, options);
    tell(context, options, after, `Changed account ${number}.${loose}`);
  });
}

/** `clavis accounts disable` and `enable`. */
export function enabledCommand(context: Context, name: string, enabled: boolean, description: string): Command {
  return onAccount(name)
    .description(description)
    .action((number: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const account = await setAccountEnabled(directory, actor, number, enabled);
        tell(context, options, account, `Account ${account.number} is ${statusOf(account)}.`);
      }),
    );
}

function tell({ terminal }: Context, { json }: DataOptions, account: Account, sentence: string): void {
  if (json === true) terminal.out(jsonText(accountJson(account)));
  else terminal.err(`${sentence}\n`);
}
