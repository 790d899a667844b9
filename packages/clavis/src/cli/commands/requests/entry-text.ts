import type { LogEntry } from "@clavis/adapters";
import { printable } from "@clavis/core";
import { timeText } from "../../time-text.ts";

/** One entry in one line: time, status, what was called, by whom from where, and why it was refused. */
export function entryText(entry: LogEntry): string {
  if (entry.kind === "gap") return gapText(entry);
  const { record } = entry;
  // Beside a user the credential is the application's.
  const who = `${record.account ?? "-"} ${record.user ?? record.credential ?? "-"} ${record.address ?? "-"}`;
  const open = record.phase === "opened";
  const took = open ? "open" : `${Math.round(record.duration)} ms`;
  const query = record.query === undefined ? "" : `?${record.query}`;
  const refused = record.code === undefined ? "" : `  ${record.code} (${record.rule ?? "-"})`;
  const line = `${timeText(record.time)}  ${open ? "-" : record.status}  ${record.method} ${record.path}${query}  ${who}  ${took}${refused}  ${record.id}`;
  return `${printable(line)}\n`;
}

function gapText(gap: Extract<LogEntry, { kind: "gap" }>): string {
  const count = gap.count === undefined ? "an unknown number of" : String(gap.count);
  return printable(`${timeText(gap.recordedAt)}  GAP  ${count} records are missing (${gap.reason})`).concat("\n");
}

/** An entry as `--json` shows it. */
export function entryJson(entry: LogEntry): Record<string, unknown> {
  if (entry.kind === "gap") return { ...entry, recordedAt: timeText(entry.recordedAt) };
  const { record, ...place } = entry;
  return {
    ...record,
    time: new Date(record.time).toISOString(),
    values: parsed(record.values),
    headers: parsed(record.headers),
    sequence: place.seq,
    node: place.node,
    boot: place.boot,
    position: place.position,
  };
}

/** Text that is no JSON is shown as it is: a file that somebody changed must not keep the rest from being read. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
