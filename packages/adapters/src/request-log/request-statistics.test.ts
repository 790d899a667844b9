import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestRecord } from "@clavis/core";
import { RequestLogReader } from "./request-log-reader.ts";
import type { GroupFigures } from "./request-statistics.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { type StatisticsGroup, statisticsGroups } from "./statistics-group.ts";
import { day, inFolder, morning, recordAt } from "./testing/log-fixture.ts";

const refusal = { effect: "refuse", code: "right_missing", check: "right", status: 403 } as const;

/** Two days: four calls by an old secret version and an application on the first, two by the new one on the second. */
const records: readonly RequestRecord[] = [
  recordAt(morning, 1, { duration: 10, country: "BE" }),
  recordAt(morning + 1000, 2, { duration: 20, country: "BE", notes: "legacy:sha1-login anchor:moved" }),
  recordAt(morning + 2000, 3, { duration: 30, ...refusal, address: "2001:db8::1", notes: "anchor:moved" }),
  recordAt(morning + 3_600_000, 4, { duration: 40, application: "app_1", session: "ses_1", token: "tok_1" }),
  recordAt(morning + day, 5, { duration: 50, credentialVersion: 2, account: "CKLANT002" }),
  recordAt(morning + day + 1, 6, { duration: 60, credential: undefined, user: "usr_1", address: undefined }),
];

async function withLog(all: readonly RequestRecord[], use: (reader: RequestLogReader) => Promise<void>) {
  await inFolder(async (folder) => {
    let now = morning;
    const options = { folder, node: "n1", boot: "b1", clock: () => now, onProblem: assert.fail };
    const log = await SqliteRequestLog.open(options);
    for (const record of all) {
      now = record.time + record.duration;
      await log.commit(record);
    }
    await log.close();
    await use(new RequestLogReader(folder));
  });
}

const counts = (groups: readonly GroupFigures[]) => groups.map(({ value, calls }) => [value, calls]);

test("calls are counted by each of their fields, over days, those without a value too", async () => {
  const expected: Readonly<Record<StatisticsGroup, readonly (readonly [string | undefined, number])[]>> = {
    code: [
      [undefined, 5],
      ["right_missing", 1],
    ],
    status: [
      ["200", 5],
      ["403", 1],
    ],
    operation: [["getInvoice", 6]],
    method: [["GET", 6]],
    environment: [["production", 6]],
    note: [
      [undefined, 4],
      ["anchor:moved", 2],
      ["legacy:sha1-login", 1],
    ],
    account: [
      ["CKLANT001", 5],
      ["CKLANT002", 1],
    ],
    credential: [
      ["key_1", 5],
      [undefined, 1],
    ],
    version: [
      ["key_1/1", 4],
      [undefined, 1],
      ["key_1/2", 1],
    ],
    scheme: [["ApiKey", 6]],
    user: [
      [undefined, 5],
      ["usr_1", 1],
    ],
    application: [
      [undefined, 5],
      ["app_1", 1],
    ],
    session: [
      [undefined, 5],
      ["ses_1", 1],
    ],
    token: [
      [undefined, 5],
      ["tok_1", 1],
    ],
    address: [
      ["192.0.2.7", 4],
      [undefined, 1],
      ["2001:db8::1", 1],
    ],
    country: [
      [undefined, 4],
      ["BE", 2],
    ],
    hour: [
      ["2026-03-05T10:00Z", 3],
      ["2026-03-05T11:00Z", 1],
      ["2026-03-06T10:00Z", 2],
    ],
  };
  await withLog(records, async (reader) => {
    for (const by of statisticsGroups) {
      const { groups } = await reader.statistics({ by, top: 10 });
      assert.deepEqual(counts(groups), expected[by], by);
    }
  });
});

test("a group has its refusals, the percentiles of its durations and its last call", async () => {
  await withLog(records, async (reader) => {
    const { total, groups } = await reader.statistics({ by: "version", top: 1 });
    assert.deepEqual(total, { calls: 6, refused: 1, p50: 30, p95: 60, p99: 60, last: morning + day + 61 });
    const old = { value: "key_1/1", calls: 4, refused: 1, p50: 20, p95: 40, p99: 40, last: morning + 3_600_040 };
    assert.deepEqual(groups, [old]);
  });
});

test("filters and times choose what is counted, and groups beyond the top are said to be there", async () => {
  await withLog(records, async (reader) => {
    const one = await reader.statistics({ by: "address", top: 1, credential: "key_1", credentialVersion: 1 });
    assert.deepEqual([counts(one.groups), one.others, one.total.calls], [[["192.0.2.7", 3]], 1, 4]);
    const later = await reader.statistics({ by: "hour", top: 9, from: morning + 3_000, to: morning + day });
    assert.deepEqual(counts(later.groups), [["2026-03-05T11:00Z", 1]]);
    const none = await reader.statistics({ by: "code", top: 9, account: "C0" });
    const nothing = { calls: 0, refused: 0, p50: undefined, p95: undefined, p99: undefined, last: undefined };
    assert.deepEqual(none, { total: nothing, groups: [], others: 0, gaps: 0 });
  });
});

test("a stream counts once, when it has ended", async () => {
  const opened = recordAt(morning, 1, { phase: "opened", status: 0, duration: 0 });
  const closed = recordAt(morning, 1, { phase: "closed", duration: 3_000 });
  const running = recordAt(morning + 10_000, 2, { phase: "opened", status: 0, duration: 0 });
  await withLog([opened, closed, running], async (reader) => {
    const { total } = await reader.statistics({ by: "code", top: 9 });
    assert.deepEqual([total.calls, total.p50], [1, 3_000]);
  });
});
