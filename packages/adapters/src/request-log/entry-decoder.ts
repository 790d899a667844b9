import type { SQLOutputValue } from "node:sqlite";
import { type Check, type Code, checks, isCode, printable, type RequestRecord } from "@clavis/core";
import { addressText } from "./address-cell.ts";
import { timeOfRow } from "./day-files.ts";
import { gapReasons } from "./gap.ts";
import type { GapEntry, RequestEntry } from "./log-entry.ts";
import { formatPosition } from "./log-position.ts";
import { addressSources, effects, listeners, phases } from "./request-batch.ts";
import { timeOfId, uuidText } from "./uuid.ts";

/** A row of a query, by column. */
export type StoredRow = Readonly<Record<string, SQLOutputValue>>;

/** The day whose file a row came from. */
export interface RowDay {
  readonly day: string;
  readonly start: number;
}

function placeOf(row: StoredRow, { day, start }: RowDay) {
  const number = count(row["row"]);
  return {
    position: formatPosition(day, number),
    node: text(row["node"]) ?? "",
    boot: text(row["boot"]) ?? "",
    recordedAt: timeOfRow(number, start),
  };
}

/** Makes an entry of a row of table `gap`. What the file says is not trusted: see `decodeRequest`. */
export function decodeGap(row: StoredRow, of: RowDay): GapEntry {
  return {
    kind: "gap",
    ...placeOf(row, of),
    fromSeq: count(row["from_seq"]),
    toSeq: maybe(row["to_seq"]),
    count: maybe(row["count"]),
    reason: oneOf(gapReasons, row["reason"]) ?? "unclean-end",
    fromTime: count(row["from_time"]),
    toTime: count(row["to_time"]),
  };
}

/**
 * Makes an entry of a row of table `request` and what it refers to. What the file says is not trusted: a value of the
 * wrong kind is left out, and texts lose whatever could move a terminal's cursor or a reader's eye.
 */
export function decodeRequest(row: StoredRow, of: RowDay): RequestEntry {
  return { kind: "request", ...placeOf(row, of), seq: count(row["seq"]), record: decodeRecord(row) };
}

function decodeRecord(row: StoredRow): RequestRecord {
  const id = row["id"];
  const upstream = maybe(row["upstream"]);
  return {
    id: (id instanceof Uint8Array ? uuidText(id) : text(id)) ?? "",
    time: maybe(row["time"]) ?? (id instanceof Uint8Array ? timeOfId(id) : 0),
    phase: oneOf(phases, row["phase"]) ?? "whole",
    listener: oneOf(listeners, row["listener"]) ?? "public",
    environment: text(row["environment"]),
    method: text(row["method"]) ?? "",
    path: text(row["path"]) ?? "",
    query: text(row["query"]),
    host: text(row["host"]) ?? "",
    operation: text(row["operation"]),
    effect: oneOf(effects, row["effect"]) ?? "refuse",
    code: codeOf(row["code"]),
    check: oneOf<Check>(checks, row["check"]),
    rule: text(row["rule"]),
    values: text(row["refusal_values"]),
    status: count(row["status"]),
    duration: count(row["duration"]) / 1000,
    upstreamTime: upstream === undefined ? undefined : upstream / 1000,
    bytesIn: count(row["bytes_in"]),
    bytesOut: count(row["bytes_out"]),
    credential: text(row["credential"]),
    credentialVersion: maybe(row["credential_version"]),
    scheme: text(row["scheme"]),
    user: text(row["user"]),
    application: text(row["application"]),
    session: text(row["session"]),
    token: text(row["token"]),
    country: text(row["country"]),
    notes: text(row["notes"]),
    deprecated: row["deprecated"] === 1,
    account: text(row["account"]),
    address: addressOf(row["address"]),
    addressSource: oneOf(addressSources, row["address_source"]) ?? "peer",
    clientRequestId: text(row["client_request_id"]),
    headers: text(row["headers"]),
  };
}

const text = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === "string" ? printable(value) : undefined;

const maybe = (value: SQLOutputValue | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;

export const count = (value: SQLOutputValue | undefined): number => maybe(value) ?? 0;

const oneOf = <Word extends string>(words: readonly Word[], value: SQLOutputValue | undefined): Word | undefined =>
  words.find((word) => word === value);

const codeOf = (value: SQLOutputValue | undefined): Code | undefined =>
  typeof value === "string" && isCode(value) ? value : undefined;

const addressOf = (value: SQLOutputValue | undefined): string | undefined =>
  value instanceof Uint8Array ? addressText(value) : text(value);
