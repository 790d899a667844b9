import { createKey } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { listOption, rateOption, withDataOptions } from "../../options.ts";
import { timeOf } from "../../time-text.ts";
import { showIssued } from "./issued.ts";

interface CreateOptions extends DataOptions {
  readonly account: string;
  readonly name: string;
  readonly environment?: string;
  readonly rights?: readonly string[];
  readonly expires?: string;
  readonly notBefore?: string;
  readonly ip?: readonly string[];
  readonly rate?: { readonly limit: number; readonly seconds: number };
}

export function createCommand(context: Context): Command {
  return withDataOptions(new Command("create"))
    .description("make an API key; its secret is shown once")
    .requiredOption("--account <number>", "the account that owns the key")
    .requiredOption("--name <name>", "what the key is for")
    .option("--rights <rights>", "what it may do, separated by commas (default: all that the account may)", listOption)
    .option("--environment <name>", "the environment it works in (default: the primary one)")
    .option("--expires <time>", "when it ends: 30d, 12h or 2027-01-31T00:00:00Z")
    .option("--not-before <time>", "when it begins to work")
    .option("--ip <networks>", "where it may be used from, such as 203.0.113.0/24", listOption)
    .option("--rate <rate>", "how often it may be used, such as 100/minute", rateOption)
    .addHelpText(
      "after",
      "\nExample:\n  clavis keys create --account CKLANT001 --name Webshop --rights invoices:read,clients\n",
    )
    .action((options: CreateOptions) => create(context, options));
}

async function create(context: Context, options: CreateOptions): Promise<void> {
  const { terminal } = context;
  const now = terminal.now();
  await context.withDirectory(options, async ({ directory, actor, primary }) => {
    const { ip, rate, rights, expires, notBefore } = options;
    const issued = await createKey(directory, actor, {
      owner: { kind: "account", number: options.account },
      name: options.name,
      environment: options.environment ?? primary,
      ...(rights && { rights }),
      ...(expires !== undefined && { expiresAt: timeOf(expires, "--expires", now) }),
      ...(notBefore !== undefined && { notBefore: timeOf(notBefore, "--not-before", now) }),
      ...((ip ?? rate) && { restrictions: { ...(ip && { networks: ip }), ...(rate && { rate }) } }),
    });
    showIssued(context, options, issued, "Made");
  });
}
