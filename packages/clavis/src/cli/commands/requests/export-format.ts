import type { LogEntry } from "@clavis/adapters";
import { csvLine, inOneLine } from "./csv.ts";
import { entryJson } from "./entry-text.ts";

/** How an export is written: what comes first, and each entry as one line. */
export interface ExportFormat {
  readonly head: string;
  line(entry: LogEntry): string;
}

type Cell = string | number | boolean | undefined;
type Columns = Readonly<Record<string, Cell>>;

const isoTime = (time: number): string => new Date(time).toISOString();

/** The columns of CSV in their order, with an entry's values. docs/guides/requests.md says what they are. */
function columnsOf(entry: LogEntry): Columns {
  const record = entry.kind === "request" ? entry.record : undefined;
  const gap = entry.kind === "gap" ? entry : undefined;
  return {
    kind: entry.kind,
    time: isoTime(record?.time ?? entry.recordedAt),
    id: record?.id,
    phase: record?.phase,
    listener: record?.listener,
    environment: record?.environment,
    method: record?.method,
    host: record?.host,
    path: record?.path,
    query: record?.query,
    operation: record?.operation,
    effect: record?.effect,
    status: record?.status,
    code: record?.code,
    check: record?.check,
    rule: record?.rule,
    values: record?.values,
    duration: record?.duration,
    upstream_time: record?.upstreamTime,
    bytes_in: record?.bytesIn,
    bytes_out: record?.bytesOut,
    account: record?.account,
    credential: record?.credential,
    credential_version: record?.credentialVersion,
    scheme: record?.scheme,
    user: record?.user,
    application: record?.application,
    session: record?.session,
    token: record?.token,
    address: record?.address,
    address_source: record?.addressSource,
    country: record?.country,
    notes: record?.notes,
    deprecated: record?.deprecated,
    client_request_id: record?.clientRequestId,
    headers: record?.headers,
    node: entry.node,
    boot: entry.boot,
    sequence: entry.kind === "request" ? entry.seq : entry.fromSeq,
    missing: gap?.count,
    reason: gap?.reason,
  };
}

const noGap: LogEntry = {
  ...{ kind: "gap", position: "", node: "", boot: "", recordedAt: 0, fromSeq: 0, toSeq: 0, count: 0 },
  ...{ reason: "overload", fromTime: 0, toTime: 0 },
};

/** The names of the columns of CSV. */
export const csvColumns: readonly string[] = Object.keys(columnsOf(noGap));

export const csv: ExportFormat = {
  head: csvLine(csvColumns),
  line: (entry) => csvLine(Object.values(columnsOf(entry))),
};

/** One JSON object a line, as `requests list --json` shows it, with its `kind`. */
export const ndjson: ExportFormat = {
  head: "",
  line: (entry) => `${inOneLine(JSON.stringify({ kind: entry.kind, ...entryJson(entry) }))}\n`,
};
