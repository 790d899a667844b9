import assert from "node:assert/strict";
import type { RequestRecord } from "@clavis/core";
import { moment } from "./names.ts";

/** What LOG-01 asks of a record beside what differs from call to call. */
const usual = {
  time: moment,
  listener: "public",
  environment: "production",
  path: "/api/v1/invoices",
  host: "api.example",
  address: "127.0.0.1",
  addressSource: "peer",
} as const;

/** The members given, the usual ones, and an id of its form. */
export function assertRecord(record: RequestRecord, expected: Partial<RequestRecord>): void {
  for (const [name, value] of Object.entries({ ...usual, ...expected }))
    assert.deepEqual(Object.entries(record).find(([each]) => each === name)?.[1], value, name);
  assert.match(record.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
}
