import { setTimeout } from "node:timers/promises";
import type { LogEntry } from "@clavis/adapters";
import { Command } from "commander";
import type { Context } from "../../context.ts";
import { countOption } from "../../options.ts";
import { entryJson, entryText } from "./entry-text.ts";
import { type FilterOptions, filterOf, withFilterOptions } from "./filter.ts";
import { openRequests } from "./open-requests.ts";

interface TailOptions extends FilterOptions {
  readonly last: number;
  readonly follow: boolean;
}

const pollEvery = 300;
const pageSize = 1000;

/** `clavis requests tail`: the last calls, and then each as it is written, until the command is ended. */
export function tailCommand(context: Context): Command {
  return withFilterOptions(new Command("tail"))
    .description("show the last calls and follow; --json prints one object a line")
    .option("--last <count>", "how many to begin with", countOption("--last", 10_000), 10)
    .option("--no-follow", "end behind the last one")
    .action((options: TailOptions) => tail(context, options));
}

async function tail(context: Context, options: TailOptions): Promise<void> {
  const { terminal } = context;
  const reader = await openRequests(context, options);
  const filter = filterOf(options);
  const show = (entries: readonly LogEntry[]): void => {
    for (const entry of entries)
      terminal.out(options.json === true ? `${JSON.stringify(entryJson(entry))}\n` : entryText(entry));
  };
  // Taken first: what is written while the list is read comes behind it, and is shown next.
  const newest = (await reader.list({ limit: 1 }))[0]?.position;
  const first = (await reader.list({ ...filter, limit: options.last })).toReversed();
  show(first);
  let after = first.at(-1)?.position ?? newest;
  while (options.follow && !terminal.stopped.aborted) {
    const entries = await reader.tail({ ...filter, limit: pageSize, ...(after !== undefined && { after }) });
    show(entries);
    after = entries.at(-1)?.position ?? after;
    if (entries.length < pageSize) await pause(terminal.stopped);
  }
}

/** Ends early, and without an error, when the command is ended. */
async function pause(stopped: AbortSignal): Promise<void> {
  await setTimeout(pollEvery, undefined, { signal: stopped }).catch(() => undefined);
}
