import { Command } from "commander";
import type { Context } from "../../context.ts";
import { countOption } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { pastTimeOf } from "../../time-text.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { type FilterOptions, filterOf, withFilterOptions } from "./filter.ts";
import { openRequests } from "./open-requests.ts";

interface ListOptions extends FilterOptions {
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
  readonly limit: number;
}

/** `clavis requests list`: newest first. */
export function listCommand(context: Context): Command {
  return withFilterOptions(new Command("list"))
    .description("list calls, newest first")
    .option("--from <time>", "recorded at this time or later: 2027-01-31T08:00:00Z, or 2h for two hours ago")
    .option("--to <time>", "recorded before this time")
    .option("--before <position>", "older than this position of an earlier list")
    .option("--limit <count>", "how many at the most", countOption("--limit", 10_000), 50)
    .addHelpText("after", "\nExample:\n  clavis requests list --refused --account CKLANT001\n")
    .action((options: ListOptions) => list(context, options));
}

async function list(context: Context, options: ListOptions): Promise<void> {
  const { terminal } = context;
  const { from, to, before, limit } = options;
  const now = terminal.now();
  const reader = await openRequests(context, options);
  const entries = await reader.list({
    ...filterOf(options),
    limit,
    ...(from !== undefined && { from: pastTimeOf(from, "--from", now) }),
    ...(to !== undefined && { to: pastTimeOf(to, "--to", now) }),
    ...(before !== undefined && { before }),
  });
  if (options.json === true) terminal.out(jsonText(entries.map(entryJson)));
  else if (entries.length === 0) terminal.err("No calls.\n");
  else for (const entry of entries) terminal.out(entryText(entry));
}
