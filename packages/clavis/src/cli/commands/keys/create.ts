import { createKey, type KeyOwner } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions } from "../../context.ts";
import { listOption, withDataOptions } from "../../options.ts";
import {
  type RestrictionOptions,
  restrictionsOf,
  windowOf,
  withBeginOption,
  withRestrictionOptions,
} from "../../restriction-options.ts";
import { showIssued } from "./issued.ts";

interface CreateOptions extends DataOptions, RestrictionOptions {
  readonly account?: string;
  readonly application?: string;
  readonly name?: string;
  readonly environment?: string;
  readonly rights?: readonly string[];
}

const help = `
Examples:
  clavis keys create --account CKLANT001 --name Webshop --rights invoices:read,clients
  clavis keys create --application agenda --environment sandbox
  clavis keys create --account CKLANT001 --name Till --ip 203.0.113.0/24 --country NL --rate 2/minute \\
    --hours "mon-fri 08:00-18:00 Europe/Brussels" --expires 30d
`;

export function createCommand(context: Context): Command {
  const command = withDataOptions(new Command("create"))
    .description("make an API key, or an application's key; its secret is shown once")
    .option("--account <number>", "the account that owns the key")
    .option("--application <id>", "the application that owns the key, which says who calls and acts in no account")
    .option("--name <name>", "what the key is for (default, of an application: its id)")
    .option("--rights <rights>", "what it may do, separated by commas (default: all that its owner may)", listOption)
    .option("--environment <name>", "the environment it works in (default: the primary one)");
  return withBeginOption(withRestrictionOptions(command, "key"))
    .addHelpText("after", help)
    .action((options: CreateOptions) => create(context, options));
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const owner = ownerOf(options);
  const name = nameOf(options);
  const restrictions = restrictionsOf(options);
  const window = windowOf(options, context.terminal.now());
  await context.withDirectory(options, async ({ directory, actor, primary }) => {
    const { environment = primary, rights } = options;
    const issued = await createKey(directory, actor, {
      ...{ owner, name, environment, restrictions },
      ...(rights && { rights }),
      ...window,
    });
    showIssued(context, options, issued, "Made");
  });
}

/** An account has keys for this and that; an application is what its keys are for. */
function nameOf({ name, application }: CreateOptions): string {
  if (name !== undefined) return name;
  if (application !== undefined) return application;
  throw new CliError("what is the key for? Give --name <name>", "usage");
}

function ownerOf({ account, application }: CreateOptions): KeyOwner {
  if (account !== undefined && application === undefined) return { kind: "account", number: account };
  if (application !== undefined && account === undefined) return { kind: "application", id: application };
  throw new CliError("whose key is it? Give one of --account <number> and --application <id>", "usage");
}
