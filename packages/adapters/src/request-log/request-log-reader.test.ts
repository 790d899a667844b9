import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RequestRecord } from "@clavis/core";
import type { LogEntry } from "./log-entry.ts";
import { type ListQuery, RequestLogReader } from "./request-log-reader.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { day, idAt, inFolder, morning, readAll, recordAt, uncovered } from "./testing/log-fixture.ts";

/** Runs with a log of these records, each committed at its own time. */
async function withLog(
  records: readonly RequestRecord[],
  use: (reader: RequestLogReader, folder: string) => Promise<void>,
) {
  await inFolder(async (folder) => {
    let now = records[0]?.time ?? morning;
    const options = { folder, node: "n1", boot: "b1", clock: () => now, onProblem: assert.fail };
    const log = await SqliteRequestLog.open(options);
    for (const record of records) {
      now = record.time + record.duration;
      await log.commit(record);
    }
    await log.close();
    await use(new RequestLogReader(folder), folder);
  });
}

const paths = (entries: readonly LogEntry[]): (string | undefined)[] =>
  entries.map((entry) => (entry.kind === "request" ? entry.record.path.replace("/api/v1/invoices/", "") : "gap"));

const week = Array.from({ length: 12 }, (_, at) =>
  recordAt(morning + Math.floor(at / 4) * day + at * 1000, at, {
    account: at % 2 === 0 ? "CKLANT001" : "CKLANT002",
    credential: `key_${at % 3}`,
    status: [200, 201, 404, 500][at % 4] ?? 0,
    effect: at % 4 === 2 ? "refuse" : "allow",
    code: at % 4 === 2 ? "not_found" : undefined,
    method: at === 5 ? "POST" : "GET",
    operation: at === 6 ? undefined : "getInvoice",
    environment: at < 6 ? "production" : "sandbox",
    user: at === 3 || at === 4 ? "usr_1" : undefined,
    deprecated: at > 8,
    application: at === 1 || at === 2 ? "app_1" : undefined,
    session: at === 2 ? "ses_1" : undefined,
    token: at === 1 ? "tok_1" : undefined,
    country: at === 5 || at === 6 ? "BE" : undefined,
    notes: [undefined, "legacy:sha1-login anchor:moved", "legacy:query-login"][at],
    address: at === 7 ? "2001:db8::7" : at === 8 ? "odd" : "192.0.2.1",
  }),
);

test("a list is newest first over all days, and its pages follow each other without overlap", async () => {
  await withLog(week, async (reader) => {
    const pages: (string | undefined)[][] = [];
    let before: string | undefined;
    do {
      const page: readonly LogEntry[] = await reader.list({ limit: 5, ...(before === undefined ? {} : { before }) });
      pages.push(paths(page));
      before = page.at(-1)?.position;
    } while (before !== undefined);
    assert.deepEqual(pages, [["11", "10", "9", "8", "7"], ["6", "5", "4", "3", "2"], ["1", "0"], []]);
  });
});

test("each filter finds exactly the records that have its value", async () => {
  const cases: readonly (readonly [Omit<ListQuery, "limit">, string[]])[] = [
    [{ account: "CKLANT002" }, ["11", "9", "7", "5", "3", "1"]],
    [{ credential: "key_2" }, ["11", "8", "5", "2"]],
    [{ status: 404 }, ["10", "6", "2"]],
    [{ status: "2xx" }, ["9", "8", "5", "4", "1", "0"]],
    [{ effect: "refuse" }, ["10", "6", "2"]],
    [{ code: "not_found", environment: "sandbox" }, ["10", "6"]],
    [{ operation: "getInvoice", status: 404 }, ["10", "2"]],
    [{ method: "POST" }, ["5"]],
    [{ user: "usr_1" }, ["4", "3"]],
    [{ application: "app_1" }, ["2", "1"]],
    [{ session: "ses_1" }, ["2"]],
    [{ token: "tok_1" }, ["1"]],
    [{ country: "BE" }, ["6", "5"]],
    [{ note: "legacy:sha1-login" }, ["1"]],
    [{ note: "legacy" }, ["2", "1"]],
    [{ note: "anchor" }, ["1"]],
    [{ note: "sha1-login" }, []],
    [{ note: "moved" }, []],
    [{ deprecated: true }, ["11", "10", "9"]],
    [{ deprecated: false, status: 500 }, ["7", "3"]],
    [{ address: "2001:db8::7" }, ["7"]],
    [{ address: "odd" }, ["8"]],
    [{ account: "CKLANT001", credential: "key_1", status: "2xx" }, ["4"]],
    [{ account: "' OR 1=1 --" }, []],
    [{ from: morning + day, to: morning + 2 * day + 9_004 }, ["8", "7", "6", "5", "4"]],
    [{ from: morning + 1_004, to: morning + 2_004 }, ["1"]],
  ];
  await withLog(week, async (reader) => {
    for (const [query, expected] of cases) {
      assert.deepEqual(paths(await reader.list({ ...query, limit: 100 })), expected, JSON.stringify(query));
    }
  });
});

test("a tail gives what is new since a position, oldest first, over days", async () => {
  await withLog(week, async (reader) => {
    const first = await reader.tail({ limit: 3 });
    assert.deepEqual(paths(first), ["0", "1", "2"]);
    const after = first.at(-1)?.position ?? "";
    const rest = await reader.tail({ after, limit: 100, account: "CKLANT001" });
    assert.deepEqual(paths(rest), ["4", "6", "8", "10"]);
    assert.deepEqual(await reader.tail({ after: rest.at(-1)?.position ?? "", limit: 100, method: "POST" }), []);
  });
});

test("a position that is none is refused", async () => {
  const reader = new RequestLogReader("/nowhere");
  for (const before of ["", "1", "2026-03-05", "2026-13-40.1", "2026-03-05.x", "../../etc.1"])
    await assert.rejects(reader.list({ before, limit: 1 }), RangeError, before);
});

test("a folder without a log reads as an empty log", async () => {
  await inFolder(async (folder) => {
    const reader = new RequestLogReader(folder);
    assert.deepEqual(await reader.list({ limit: 10 }), []);
    assert.equal(await reader.get(idAt(morning, 1)), undefined);
  });
});

test("a record is found by its id: quick, slow, over midnight, of a stream its end, and an id of another form", async () => {
  const night = morning + 14 * 3_600_000;
  const records = [
    recordAt(morning, 1),
    recordAt(morning + 1, 2, { duration: 5_000 }),
    recordAt(morning + 2, 3, { duration: 5_001 }),
    recordAt(morning + 3, 4, { duration: 3 * 3_600_000 }),
    recordAt(morning + 4, 5, { id: "own-id" }),
    recordAt(morning + 5, 6, { id: idAt(1_000, 6) }),
    recordAt(night - 10, 7, { duration: 20 }),
    recordAt(night - 10, 8, { duration: 9_000 }),
  ];
  const opened = recordAt(morning + 6, 9, { phase: "opened", status: 0 });
  const closed = { ...opened, phase: "closed", status: 200, duration: 30 * 3_600_000 } as const;
  await withLog([...records, opened, closed], async (reader) => {
    for (const record of [...records, closed]) assert.deepEqual((await reader.get(record.id))?.record, record);
    assert.equal(await reader.get(idAt(morning, 99)), undefined);
    assert.equal(await reader.get("other-id"), undefined);
  });
});

/** A stream over midnight, a short one, a long one of the same day, and one that has not ended. */
function streams(): readonly RequestRecord[] {
  const evening = morning + 14 * 3_600_000 - 60_000;
  const opened = (time: number, number: number) => recordAt(time, number, { phase: "opened", status: 0, duration: 0 });
  const closed = (time: number, number: number, duration: number) =>
    recordAt(time, number, { phase: "closed", duration });
  return [
    opened(morning, 1),
    closed(morning, 1, 2_000),
    opened(morning + 10_000, 2),
    closed(morning + 10_000, 2, 60_000),
    opened(morning + 80_000, 3),
    recordAt(morning + 90_000, 4),
    opened(evening, 5),
    opened(evening + 1, 6),
    recordAt(evening + 2, 7),
    closed(evening, 5, 120_000),
  ];
}

const stages = (entries: readonly LogEntry[]): string[] =>
  entries.map((entry) => (entry.kind === "gap" ? "gap" : `${entry.record.path.slice(17)} ${entry.record.phase}`));

test("a stream that has ended is listed once, on the same day and over midnight, and no page is short for it", async () => {
  await withLog(streams(), async (reader) => {
    const once = ["5 closed", "7 whole", "6 opened", "4 whole", "3 opened", "2 closed", "1 closed"];
    assert.deepEqual(stages(await reader.list({ limit: 100 })), once);
    const pages: string[] = [];
    for (let before: string | undefined; pages.length < once.length; ) {
      const page = await reader.list({ limit: 2, ...(before !== undefined && { before }) });
      assert.equal(page.length, Math.min(2, once.length - pages.length));
      pages.push(...stages(page));
      before = page.at(-1)?.position;
    }
    assert.deepEqual(pages, once);
    assert.deepEqual(stages(await reader.tail({ limit: 100, phases: "last" })), once.toReversed());
    assert.equal((await reader.list({ limit: 100, phases: "all" })).length, 10);
  });
});

test("a stream that was open at the end of the time asked for is listed as it was then", async () => {
  await withLog(streams(), async (reader) => {
    const then = await reader.list({ limit: 100, to: morning + 30_000 });
    assert.deepEqual(stages(then), ["2 opened", "1 closed"]);
    const midnight = Date.UTC(2026, 2, 6);
    assert.deepEqual(stages(await reader.list({ limit: 2, to: midnight })), ["7 whole", "6 opened"]);
    assert.deepEqual(stages(await reader.list({ limit: 3, to: midnight })).at(-1), "5 opened");
  });
});

test("a tail keeps to the times asked for", async () => {
  await withLog(week, async (reader) => {
    const from = morning + 2_000;
    const to = morning + day + 6_000;
    assert.deepEqual(paths(await reader.tail({ limit: 9, from, to })), ["2", "3", "4", "5"]);
    const [first] = await reader.tail({ limit: 1, from, to });
    assert.deepEqual(paths(await reader.tail({ limit: 9, from: morning, to, after: first?.position ?? "" })), [
      "3",
      "4",
      "5",
    ]);
  });
});

test("LOG-04: whatever a file says, a text that is read holds no control, escape or direction mark", async () => {
  const hostile = "a\r\nb\u001b[2Jc\u202ed\u2066e\u0000f\u2028g\u200bh\u009b1m\u{e0001}i";
  await withLog([recordAt(morning, 1), recordAt(morning + 1, 2)], async (reader, folder) => {
    const file = new DatabaseSync(join(folder, "2026-03-05.db"));
    for (const column of ["path", "query", "host", "rule", "refusal_values", "headers", "client_request_id", "address"])
      file.prepare(`UPDATE request SET ${column} = ?`).run(hostile);
    file
      .prepare("UPDATE shape SET method = ?, operation = ?, code = ?, phase = ?")
      .run(hostile, hostile, hostile, hostile);
    file.prepare("UPDATE caller SET credential = ?, account = ?").run(hostile, hostile);
    file.prepare("UPDATE boot SET node = ?").run(hostile);
    file.close();
    const [entry] = await reader.list({ limit: 1 });
    const texts = JSON.stringify(entry).replaceAll("\ufffd", "?");
    assert.ok(entry?.kind === "request");
    assert.match(texts, /"path":"a\?\?b\?\[2Jc\?d\?e\?f\?g\?h\?1m\?i"/);
    assert.doesNotMatch(texts, /\\[a-z]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.deepEqual([entry.record.code, entry.record.phase], [undefined, "whole"]);
  });
});

test("values of the wrong kind and rows that refer to nothing are read, not trusted", async () => {
  await withLog([recordAt(morning, 1)], async (reader, folder) => {
    const file = new DatabaseSync(join(folder, "2026-03-05.db"), { enableForeignKeyConstraints: false });
    file.exec("UPDATE request SET path = 7777, query = x'00', id = x'01', address = x'0102', shape = 99, caller = 99");
    file.close();
    const [entry] = await reader.list({ limit: 1 });
    assert.ok(entry?.kind === "request");
    const { path, query, id, address, effect, account } = entry.record;
    assert.deepEqual([path, query, id, address, effect, account], ["", undefined, "", undefined, "refuse", undefined]);
  });
});

test("a tail beside the writer sees every record once and in order", async () => {
  await inFolder(async (folder) => {
    const clock = () => morning;
    const options = { folder, node: "n1", boot: "b1", clock, onProblem: assert.fail, flushInterval: 1 };
    const log = await SqliteRequestLog.open(options);
    const reader = new RequestLogReader(folder);
    const seen: number[] = [];
    let after: string | undefined;
    for (let number = 0; seen.length < 3_000; ) {
      for (let more = 0; more < 40 && number < 3_000; more++) log.append(recordAt(morning, ++number));
      await nextTurn();
      const entries = await reader.tail({ limit: 100, ...(after === undefined ? {} : { after }) });
      for (const entry of entries) seen.push(entry.kind === "request" ? entry.seq : assert.fail());
      after = entries.at(-1)?.position ?? after;
    }
    await log.close();
    assert.deepEqual(
      seen,
      Array.from({ length: 3_000 }, (_, at) => at + 1),
    );
    assert.deepEqual(uncovered(await readAll(folder), "b1", 3_000), []);
  });
});
