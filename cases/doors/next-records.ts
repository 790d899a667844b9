import assert from "node:assert/strict";
import type { RequestRecord } from "@clavis/core";

const patience = 3000;

/** The records that are written after the first `known` ones: as many as expected, and at least one. */
export async function nextRecords(
  records: readonly RequestRecord[],
  known: number,
  count: number,
): Promise<[RequestRecord, ...RequestRecord[]]> {
  const end = performance.now() + patience;
  // A record comes when its exchange has ended, which the client does not see.
  while (records.length < known + count && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 1));
  const [first, ...rest] = records.slice(known);
  assert.ok(first);
  assert.equal(rest.length, count - 1, "one request has one record");
  return [first, ...rest];
}
