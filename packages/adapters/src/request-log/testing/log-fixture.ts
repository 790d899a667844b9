import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestRecord } from "@clavis/core";
import type { LogEntry } from "../log-entry.ts";
import { RequestLogReader } from "../request-log-reader.ts";

/** 2026-03-05 10:00:00 UTC. */
export const morning = Date.UTC(2026, 2, 5, 10);
export const day = 86_400_000;

/** A UUIDv7 with this timestamp; `number` makes it different from others. */
export function idAt(time: number, number: number): string {
  const stamp = time.toString(16).padStart(12, "0");
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A usual record: an allowed call, whose path holds `number`. */
export function recordAt(time: number, number: number, over: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: idAt(time, number),
    time,
    phase: "whole",
    listener: "public",
    environment: "production",
    method: "GET",
    path: `/api/v1/invoices/${number}`,
    query: undefined,
    host: "api.example.com",
    operation: "getInvoice",
    effect: "allow",
    code: undefined,
    check: undefined,
    rule: undefined,
    values: undefined,
    status: 200,
    duration: 4.25,
    upstreamTime: 3.5,
    bytesIn: 0,
    bytesOut: 812,
    credential: "key_1",
    credentialVersion: 1,
    scheme: "ApiKey",
    user: undefined,
    application: undefined,
    session: undefined,
    token: undefined,
    country: undefined,
    notes: undefined,
    deprecated: false,
    account: "CKLANT001",
    address: "192.0.2.7",
    addressSource: "peer",
    clientRequestId: undefined,
    headers: '{"user-agent":"till/4.2"}',
    ...over,
  };
}

/** Runs with an empty folder that is removed after. */
export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "clavis-request-log-"));
  try {
    await use(join(root, "requests"));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The whole log, oldest first. */
export const readAll = (folder: string): Promise<readonly LogEntry[]> =>
  new RequestLogReader(folder).tail({ limit: 10_000_000 });

/** Every sequence number of the boot from 1 to `last` that has neither a row nor a gap. */
export function uncovered(entries: readonly LogEntry[], boot: string, last: number): number[] {
  const covered = new Uint8Array(last + 1);
  for (const entry of entries) {
    if (entry.boot !== boot) continue;
    if (entry.kind === "request") covered[entry.seq] = 1;
    else covered.fill(1, entry.fromSeq, (entry.toSeq ?? last) + 1);
  }
  return Array.from(covered.keys()).filter((seq) => seq > 0 && covered[seq] === 0);
}
