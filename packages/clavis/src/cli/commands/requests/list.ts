import { Command } from "commander";
import type { Context } from "../../context.ts";
import { countOption } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { type CallOptions, callsOf, withCallOptions } from "./filter.ts";
import { openRequests } from "./open-requests.ts";

interface ListOptions extends CallOptions {
  readonly before?: string;
  readonly limit: number;
  readonly phases?: boolean;
}

/** `clavis requests list`: newest first. */
export function listCommand(context: Context): Command {
  return withCallOptions(new Command("list"))
    .description("list calls, newest first")
    .option("--before <position>", "older than this position of an earlier list")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 50)
    .option("--phases", "show streams twice, as they began and as they ended")
    .addHelpText("after", "\nExample:\n  clavis requests list --refused --account CKLANT001\n")
    .action((options: ListOptions) => list(context, options));
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const { terminal } = context;
  const { before, limit } = options;
  const reader = await openRequests(context, options);
  const entries = await reader.list({
    ...callsOf(options, terminal.now()),
    limit,
    phases: options.phases === true ? "all" : "last",
    ...(before !== undefined && { before }),
  });
  if (options.json === true) terminal.out(jsonText(entries.map(entryJson)));
  else if (entries.length === 0) terminal.err("No calls.\n");
  else for (const entry of entries) terminal.out(entryText(entry));
}
