import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { RequestRecord } from "@clavis/core";
import { listDays } from "./day-files.ts";
import type { RequestEntry } from "./log-entry.ts";
import { batchRows } from "./request-batch.ts";
import type { RequestLogOptions } from "./request-log-options.ts";
import { RequestLogReader } from "./request-log-reader.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { day, inFolder, morning, readAll, recordAt, uncovered } from "./testing/log-fixture.ts";

function failOnProblem(text: string): void {
  throw new Error(`unexpected problem: ${text}`);
}

const openLog = (folder: string, over: Partial<RequestLogOptions> = {}): Promise<SqliteRequestLog> =>
  SqliteRequestLog.open({ folder, node: "n1", boot: "b1", clock: () => morning, onProblem: failOnProblem, ...over });

async function written(folder: string, records: readonly RequestRecord[]): Promise<RequestRecord[]> {
  const log = await openLog(folder);
  for (const record of records) log.append(record);
  await log.close();
  const entries = await readAll(folder);
  return entries.filter((entry) => entry.kind === "request").map((entry) => entry.record);
}

const full = recordAt(morning, 1, {
  phase: "closed",
  listener: "authz",
  environment: "sandbox",
  method: "POST",
  query: "page=…&apikey=…",
  effect: "refuse",
  code: "ip_not_allowed",
  check: "place",
  rule: "key.networks",
  values: '{"address":"203.0.113.9"}',
  status: 403,
  address: "2001:db8::5",
  addressSource: "forwarded",
  clientRequestId: "order 17 ümlaut €",
});

const bare: RequestRecord = {
  ...recordAt(morning, 2, { path: "", host: "", headers: undefined, status: 0, duration: 0 }),
  environment: undefined,
  operation: undefined,
  upstreamTime: undefined,
  credential: undefined,
  credentialVersion: undefined,
  scheme: undefined,
  account: undefined,
  address: undefined,
};

test("every field of a record comes back as it was, undefined ones included, first met and repeated", async () => {
  const odd = [
    recordAt(morning, 3, { path: "123", host: "10", query: "", headers: "7" }),
    recordAt(morning, 4, { id: "not a uuid", address: "unix", clientRequestId: "" }),
    recordAt(morning, 5, { id: recordAt(0, 5).id.toUpperCase() }),
    recordAt(morning, 6, { id: "12345678-1234-4234-8234-123456789abc", phase: "opened", listener: "private" }),
    recordAt(morning, 7, { bytesIn: 2 ** 40, bytesOut: 2 ** 33, status: 599, credentialVersion: 70_000 }),
    recordAt(morning, 8, { path: "/é/☃/😀".repeat(20), addressSource: "stated", address: "::ffff:0:1" }),
    recordAt(morning, 9, { path: `/${"x".repeat(1023)}`, values: "y".repeat(3000) }),
    recordAt(morning, 10, { duration: 3_600_000.125, upstreamTime: 0 }),
    recordAt(morning, 11, { operation: "__proto__", account: "constructor" }),
    recordAt(morning, 12, { credential: undefined, credentialVersion: undefined, scheme: "Basic", user: "usr_1" }),
    recordAt(morning, 13, { credential: undefined, credentialVersion: undefined, scheme: "Basic", user: "usr_2" }),
    recordAt(morning, 14, { deprecated: true }),
    recordAt(morning, 15, { deprecated: true, effect: "refuse" }),
    recordAt(morning, 16, { credential: undefined, application: "app_1", session: "ses_1", user: "usr_1" }),
    recordAt(morning, 17, { credential: undefined, application: "app_1", session: "ses_2", user: "usr_1" }),
    recordAt(morning, 18, { credential: undefined, application: "app_2", session: "ses_1", user: "usr_1" }),
    recordAt(morning, 19, { credential: undefined, token: "ses_1", user: "usr_1", country: "BE" }),
    recordAt(morning, 20, { credential: undefined, credentialVersion: undefined, token: "ses_1", user: "usr_1" }),
    recordAt(morning, 21, { notes: "legacy:sha1-login anchor:moved", country: "NL" }),
    recordAt(morning, 22, { notes: "anchor:moved" }),
  ];
  const records = [full, bare, ...odd, full, bare, ...odd, full, bare, ...odd];
  await inFolder(async (folder) => assert.deepEqual(await written(folder, records), records));
});

test("a text that is too long is cut, and the record is kept", async () => {
  await inFolder(async (folder) => {
    const [record] = await written(folder, [recordAt(morning, 1, { headers: "€".repeat(1_000_000) })]);
    assert.equal(record?.headers, "€".repeat(4096));
  });
});

test("a number that is none or beyond all bounds costs neither its record nor another's place in time", async () => {
  await inFolder(async (folder) => {
    const odd = { duration: Number.NaN, bytesIn: Number.POSITIVE_INFINITY, bytesOut: -1e300 };
    const records = [
      recordAt(morning, 1, odd),
      recordAt(morning + 5_000, 2),
      recordAt(morning, 3, { id: "3", time: Number.NaN }),
    ];
    const [first, ...others] = await written(folder, records);
    const kept = { duration: 0, bytesIn: Number.MAX_SAFE_INTEGER, bytesOut: Number.MIN_SAFE_INTEGER };
    assert.deepEqual([first, ...others], [recordAt(morning, 1, kept), records[1], { ...records[2], time: 0 }]);
    const times = (await readAll(folder)).map(({ recordedAt }) => recordedAt - morning);
    assert.deepEqual(times, [0, 5_004, 5_004]);
  });
});

test("records that are large and all different arrive in full, in order, over many batches", async () => {
  await inFolder(async (folder) => {
    const records = Array.from({ length: 3 * batchRows }, (_, at) =>
      recordAt(morning + at, at, { host: `h${at}.example`, headers: `${at}`.repeat(100), account: `C${at}` }),
    );
    assert.deepEqual(await written(folder, records), records);
  });
});

test("a batch that is not full is written after the flush interval", async () => {
  await inFolder(async (folder) => {
    const log = await openLog(folder, { flushInterval: 5 });
    log.append(recordAt(morning, 1));
    while (log.state.written < 1) await nextTurn();
    assert.equal((await readAll(folder)).length, 1);
    await log.close();
  });
});

test("records go into the file of the day on which they are made", async () => {
  await inFolder(async (folder) => {
    let now = morning + 14 * 3_600_000 - 1_000;
    const log = await openLog(folder, { clock: () => now });
    await log.commit(recordAt(now, 1));
    now += 2_000;
    await log.commit(recordAt(now, 2));
    await log.close();
    assert.deepEqual(listDays(folder), ["2026-03-06", "2026-03-05"]);
    const entries = await readAll(folder);
    assert.deepEqual(
      entries.map((entry) => [entry.kind === "request" && entry.seq, entry.position.slice(0, 10)]),
      [
        [1, "2026-03-05"],
        [2, "2026-03-06"],
      ],
    );
    const later = await openLog(folder, { boot: "b2", clock: () => now });
    await later.close();
    assert.equal((await readAll(folder)).length, 2, "a boot over two days ended cleanly on both");
  });
});

test("a clock that goes back, over midnight too, loses nothing and never reorders a day", async () => {
  await inFolder(async (folder) => {
    let now = morning;
    const log = await openLog(folder, { clock: () => now });
    for (const [at, step] of [0, -3_600_000, -day, day, 5_000, -1].entries()) {
      now += step;
      await log.commit(recordAt(now, at));
    }
    await log.close();
    const requests = (await readAll(folder)).filter((entry) => entry.kind === "request");
    assert.deepEqual(requests.map((entry) => entry.seq).sort(), [1, 2, 3, 4, 5, 6]);
    const sameDay = requests.filter((entry) => entry.position.startsWith("2026-03-05"));
    assert.deepEqual(
      sameDay.map((entry) => entry.seq),
      [1, 2, 4, 5, 6],
    );
    for (const { record } of requests)
      assert.deepEqual((await new RequestLogReader(folder).get(record.id))?.record, record);
  });
});

test("only the days to be kept are kept, at start and when the day changes", async () => {
  await inFolder(async (folder) => {
    let now = morning;
    for (const at of [0, 1, 2, 3]) {
      now = morning + at * day;
      await (await openLog(folder, { boot: `b${at}`, clock: () => now })).close();
    }
    writeFileSync(join(folder, "2026-03-01.db-wal"), "what an interrupted deletion left");
    writeFileSync(join(folder, "notes.txt"), "not ours");
    const log = await openLog(folder, { boot: "b4", clock: () => now, keepDays: 2 });
    assert.deepEqual(listDays(folder), ["2026-03-08", "2026-03-07"]);
    assert.deepEqual(
      [existsSync(join(folder, "2026-03-01.db-wal")), existsSync(join(folder, "notes.txt"))],
      [false, true],
    );
    now += day;
    await log.commit(recordAt(now, 1));
    assert.deepEqual(listDays(folder), ["2026-03-09", "2026-03-08"]);
    await log.close();
  });
});

test("a clock that leaps ahead deletes no record, at start or later, and is reported once", async () => {
  await inFolder(async (folder) => {
    let now = morning;
    const problems: string[] = [];
    const options = { clock: () => now, keepDays: 2, onProblem: (text: string) => void problems.push(text) };
    const log = await openLog(folder, options);
    await log.commit(recordAt(now, 1));
    now += 2000 * day;
    await log.commit(recordAt(now, 2));
    now += day;
    await log.commit(recordAt(now, 3));
    await log.close();
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /the clock says 2031-08-26, but the records before end on 2026-03-05/);
    await (await openLog(folder, { ...options, boot: "b2" })).close();
    assert.equal(problems.length, 2);
    assert.deepEqual(listDays(folder), ["2031-08-27", "2031-08-26", "2026-03-05"]);
  });
});

test("records that the writer can not keep up with are covered by a gap, and memory stays bounded", async () => {
  await inFolder(async (folder) => {
    const log = await openLog(folder, { ring: 3 });
    const before = process.memoryUsage().arrayBuffers;
    // One turn of the event loop: no reply can come in between.
    const count = 100 * batchRows;
    for (let at = 0; at < count; at++) log.append(recordAt(morning, at));
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.ok(grown < 3 * 500_000, `${grown} bytes more`);
    assert.equal(log.state.batches, 3);
    assert.equal(log.state.lost, count - 3 * batchRows);
    while (log.state.written === 0) await nextTurn();
    log.append(recordAt(morning, count));
    await log.close();
    const entries = await readAll(folder);
    assert.deepEqual(uncovered(entries, "b1", count + 1), []);
    const gaps = entries.filter((entry) => entry.kind === "gap");
    assert.equal(gaps.length, 1);
    const { fromSeq, toSeq, count: missing, reason, fromTime, toTime } = gaps[0] ?? assert.fail();
    assert.deepEqual([fromSeq, toSeq, missing, reason], [3 * batchRows + 1, count, count - 3 * batchRows, "overload"]);
    assert.deepEqual([fromTime, toTime], [morning, morning]);
    assert.equal(entries.filter((entry) => entry.kind === "request").length, 3 * batchRows + 1);
  });
});

test("a store that refuses writes is a problem once, commits reject, and a gap follows when it is well again", async () => {
  await inFolder(async (folder) => {
    const problems: string[] = [];
    const log = await openLog(folder, { onProblem: (text) => problems.push(text) });
    await log.commit(recordAt(morning, 1));
    const file = new DatabaseSync(join(folder, "2026-03-05.db"));
    for (const table of ["request", "gap"])
      file.exec(`CREATE TRIGGER no_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(FAIL, 'disk full'); END`);
    await assert.rejects(log.commit(recordAt(morning, 2)), /disk full/);
    await assert.rejects(log.commit(recordAt(morning, 3)), /disk full/);
    assert.deepEqual([problems, log.state.problems], [["request log: disk full"], 3]);
    file.exec("DROP TRIGGER no_request; DROP TRIGGER no_gap");
    file.close();
    await log.commit(recordAt(morning, 4));
    await log.close();
    const entries = await readAll(folder);
    assert.deepEqual(uncovered(entries, "b1", 4), []);
    const gap = entries.find((entry) => entry.kind === "gap");
    assert.deepEqual([gap?.fromSeq, gap?.toSeq, gap?.count, gap?.reason], [2, 3, 2, "write-failed"]);
    assert.deepEqual(
      entries.filter((entry) => entry.kind === "request").map((entry) => entry.record),
      [recordAt(morning, 1), recordAt(morning, 4)],
    );
  });
});

test("a writer thread that dies is noticed and started again; a gap covers what it took along", async () => {
  await inFolder(async (folder) => {
    const problems: string[] = [];
    const workers: Worker[] = [];
    const startWorker: RequestLogOptions["startWorker"] = (setup) => {
      const worker = new Worker(new URL("./writer-worker.ts", import.meta.url), { workerData: setup });
      workers.push(worker);
      return worker;
    };
    const log = await openLog(folder, { startWorker, onProblem: (text) => problems.push(text) });
    await log.commit(recordAt(morning, 1));
    const ended = workers[0]?.terminate();
    const doomed = Array.from({ length: 5 }, (_, at) => log.commit(recordAt(morning, 2 + at)));
    const results = await Promise.allSettled(doomed);
    await ended;
    assert.ok(results.every(({ status }) => status === "rejected"));
    await assert.rejects(log.commit(recordAt(morning, 7)), /can not take/, "while there is no writer");
    log.append(recordAt(morning, 8));
    while (workers.length < 2) await nextTurn();
    await log.commit(recordAt(morning, 9));
    await log.close();
    assert.match(problems.join(), /the writer thread ended/);
    const entries = await readAll(folder);
    assert.deepEqual(uncovered(entries, "b1", 9), []);
    const requests = entries.filter((entry): entry is RequestEntry => entry.kind === "request");
    assert.deepEqual(
      requests.map(({ seq }) => seq),
      [1, 8, 9],
    );
    const gaps = entries.filter((entry) => entry.kind === "gap");
    assert.deepEqual([...new Set(gaps.map(({ reason }) => reason))], ["writer-ended"]);
  });
});

test("a folder that can not be written is said at once", async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, "a file in the folder's place");
    await assert.rejects(openLog(folder), /request log: /);
  });
});

test("a file of a newer version is refused, by the log and by the reader", async () => {
  await inFolder(async (folder) => {
    await (await openLog(folder)).close();
    const file = new DatabaseSync(join(folder, "2026-03-05.db"));
    file.exec("PRAGMA user_version = 99");
    file.close();
    await assert.rejects(openLog(folder, { boot: "b2" }), /version 99 .* newer Clavis/);
    await assert.rejects(readAll(folder), /version 99 .* newer Clavis/);
  });
});

test("what comes after the log was closed is refused or reported, and nothing throws", async () => {
  await inFolder(async (folder) => {
    const problems: string[] = [];
    const log = await openLog(folder, { onProblem: (text) => problems.push(text) });
    await log.close();
    await log.close();
    log.append(recordAt(morning, 1));
    await assert.rejects(log.commit(recordAt(morning, 2)), /closed/);
    assert.deepEqual(problems, ["request log: a record came after the log was closed"]);
  });
});
