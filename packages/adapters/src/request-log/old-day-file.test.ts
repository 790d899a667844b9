import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { rowAt, startOfDay } from "./day-files.ts";
import { RequestLogReader } from "./request-log-reader.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { inFolder, morning, readAll, recordAt } from "./testing/log-fixture.ts";

const firstSchema = new URL("./migrations/0001-requests.sql", import.meta.url);

/** Today's file as the first version wrote it, with one record whose id is "old". */
function writeFirstVersion(folder: string): void {
  mkdirSync(folder);
  const file = new DatabaseSync(join(folder, "2026-03-05.db"));
  file.exec(`PRAGMA journal_mode = WAL; ${readFileSync(firstSchema, "utf8")}; PRAGMA user_version = 1;
    INSERT INTO boot VALUES (1, 'b0', 'n0', 0, 1, 1, 0, 'clean');
    INSERT INTO shape VALUES (1, 1, 'whole', 'public', 'allow', 'peer', 200, 'production', 'GET', NULL, NULL, NULL);
    INSERT INTO caller VALUES (1, 'key_1', 1, 'ApiKey', 'C1')`);
  file
    .prepare(
      "INSERT INTO request VALUES (?, 1, 'old', 0, 1, 1, NULL, 0, NULL, 0, 0, '/', NULL, 'h', NULL, NULL, NULL, NULL)",
    )
    .run(rowAt(morning - 1, startOfDay("2026-03-05")));
  file.close();
}

test("a day file of the first version is read as it is: its calls have no user and nothing deprecated", async () => {
  await inFolder(async (folder) => {
    writeFirstVersion(folder);
    const reader = new RequestLogReader(folder);
    const record = (await reader.get("old"))?.record;
    assert.deepEqual(
      [record?.credential, record?.account, record?.user, record?.deprecated],
      ["key_1", "C1", undefined, false],
    );
    const counts = [{ account: "C1" }, { deprecated: false }, { deprecated: true }, { user: "usr_1" }].map(
      async (filter) => (await reader.list({ ...filter, limit: 9 })).length,
    );
    assert.deepEqual(await Promise.all(counts), [1, 1, 0, 0]);
  });
});

test("a day file of the first version is written on, and keeps what it has", async () => {
  await inFolder(async (folder) => {
    writeFirstVersion(folder);
    const options = { folder, node: "n1", boot: "b1", clock: () => morning, onProblem: assert.fail };
    const log = await SqliteRequestLog.open(options);
    await log.commit(recordAt(morning, 2, { user: "usr_1", deprecated: true }));
    await log.close();
    const users = (await readAll(folder)).map((entry) => entry.kind === "request" && entry.record.user);
    assert.deepEqual(users, [undefined, "usr_1"]);
  });
});
