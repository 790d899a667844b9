import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { RequestLogReader, TailQuery } from "@clavis/adapters";
import { Command, Option } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context } from "../../context.ts";
import type { Terminal } from "../../terminal.ts";
import { timeText } from "../../time-text.ts";
import { csv, type ExportFormat, ndjson } from "./export-format.ts";
import { type CallOptions, callsOf, withCallOptions } from "./filter.ts";
import { openRequests } from "./open-requests.ts";

interface ExportOptions extends CallOptions {
  readonly format: "ndjson" | "csv";
  readonly output?: string;
  readonly phases?: boolean;
}

const pageSize = 1_000;
/** How many entries are written between two lines about the progress. */
const progressEvery = 100_000;

/** `clavis requests export`: the records of a time, oldest first, one a line. */
export function exportCommand(context: Context): Command {
  return withCallOptions(new Command("export"))
    .description("write calls to a file or to standard output, oldest first, one a line")
    .addOption(new Option("--format <format>", "how").choices(["ndjson", "csv"]).default("ndjson"))
    .option("--output <file>", "the file, which must not exist yet (default: standard output)")
    .option("--phases", "write streams twice, as they began and as they ended")
    .addHelpText("after", "\nExample:\n  clavis requests export --format csv --since 30d --output calls.csv\n")
    .action((options: ExportOptions) => exportCalls(context, options));
}

async function exportCalls(context: Context, options: ExportOptions): Promise<void> {
  const { terminal } = context;
  const query = {
    ...callsOf(options, terminal.now()),
    phases: options.phases === true ? ("all" as const) : ("last" as const),
  };
  const reader = await openRequests(context, options);
  const format = options.format === "csv" ? csv : ndjson;
  const write = (out: (text: string) => void) => writeAll(terminal, reader, query, format, out);
  const count =
    options.output === undefined
      ? await write((text) => terminal.out(text))
      : await intoFile(resolve(terminal.cwd, options.output), write);
  terminal.err(`${count === 1 ? "1 line" : `${count} lines`} written.\n`);
}

/** Writes page by page; gives how many entries. What is written meanwhile by a server is not waited for. */
async function writeAll(
  terminal: Terminal,
  reader: RequestLogReader,
  query: Omit<TailQuery, "limit" | "after">,
  format: ExportFormat,
  out: (text: string) => void,
): Promise<number> {
  // A busy server would otherwise never be caught up with.
  const to = Math.min(query.to ?? Number.POSITIVE_INFINITY, terminal.now() + 1);
  out(format.head);
  let count = 0;
  for (let after: string | undefined; ; ) {
    if (terminal.stopped.aborted) throw new CliError("the export was ended before it was complete");
    const entries = await reader.tail({ ...query, to, limit: pageSize, ...(after !== undefined && { after }) });
    out(entries.map((entry) => format.line(entry)).join(""));
    count += entries.length;
    const last = entries.at(-1);
    if (last === undefined || entries.length < pageSize) return count;
    after = last.position;
    if (count % progressEvery === 0) terminal.err(`${count} lines, up to ${timeText(last.recordedAt)} …\n`);
  }
}

/** The file is there when it is complete; until then it has another name. Only its owner may read it. */
async function intoFile(path: string, write: (out: (text: string) => void) => Promise<number>): Promise<number> {
  if (existsSync(path)) throw new CliError(`${path} exists already: name another file with --output`);
  const partial = `${path}.part`;
  const file = openSync(partial, "w", 0o600);
  try {
    const count = await write((text) => void writeSync(file, text));
    renameSync(partial, path);
    return count;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}
