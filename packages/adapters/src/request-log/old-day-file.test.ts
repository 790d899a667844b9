import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { rowAt, startOfDay } from "./day-files.ts";
import { RequestLogReader } from "./request-log-reader.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { inFolder, morning, readAll, recordAt } from "./testing/log-fixture.ts";

const schemas = ["0001-requests.sql", "0002-users.sql"].map((name) =>
  readFileSync(new URL(`./migrations/${name}`, import.meta.url), "utf8"),
);

/** Today's file as that version wrote it, with one record whose id is "old". */
function writeVersion(folder: string, version: 1 | 2): void {
  mkdirSync(folder);
  const file = new DatabaseSync(join(folder, "2026-03-05.db"));
  const schema = schemas.slice(0, version).join("");
  file.exec(`PRAGMA journal_mode = WAL; ${schema}; PRAGMA user_version = ${version};
    INSERT INTO boot VALUES (1, 'b0', 'n0', 0, 1, 1, 0, 'clean');
    INSERT INTO shape (number, boot, phase, listener, effect, address_source, status, environment, method)
      VALUES (1, 1, 'whole', 'public', 'allow', 'peer', 200, 'production', 'GET');
    INSERT INTO caller (number, credential, credential_version, scheme, account) VALUES (1, 'key_1', 1, 'ApiKey', 'C1')`);
  file
    .prepare(
      "INSERT INTO request VALUES (?, 1, 'old', 0, 1, 1, NULL, 0, NULL, 0, 0, '/', NULL, 'h', NULL, NULL, NULL, NULL)",
    )
    .run(rowAt(morning - 1, startOfDay("2026-03-05")));
  file.close();
}

test("a day file of the first version is read as it is: its calls have no user and nothing deprecated", async () => {
  await inFolder(async (folder) => {
    writeVersion(folder, 1);
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
    writeVersion(folder, 1);
    const options = { folder, node: "n1", boot: "b1", clock: () => morning, onProblem: assert.fail };
    const log = await SqliteRequestLog.open(options);
    await log.commit(recordAt(morning, 2, { user: "usr_1", deprecated: true }));
    await log.close();
    const users = (await readAll(folder)).map((entry) => entry.kind === "request" && entry.record.user);
    assert.deepEqual(users, [undefined, "usr_1"]);
  });
});

test("a day file of the second version is read as it is, and written on: its calls have no country, session or notes", async () => {
  await inFolder(async (folder) => {
    writeVersion(folder, 2);
    const reader = new RequestLogReader(folder);
    const before = (await reader.get("old"))?.record;
    assert.deepEqual(
      [before?.account, before?.country, before?.session, before?.notes],
      ["C1", undefined, undefined, undefined],
    );
    assert.equal((await reader.list({ limit: 9, country: "BE" })).length, 0);
    assert.equal((await reader.list({ limit: 9, application: "app_1" })).length, 0);
    const options = { folder, node: "n1", boot: "b1", clock: () => morning, onProblem: assert.fail };
    const log = await SqliteRequestLog.open(options);
    await log.commit(recordAt(morning, 2, { country: "BE", session: "ses_1", notes: "anchor:moved" }));
    await log.close();
    const records = (await readAll(folder)).map((entry) => entry.kind === "request" && entry.record);
    assert.deepEqual(
      records.map((record) => record && [record.country, record.session, record.notes]),
      [
        [undefined, undefined, undefined],
        ["BE", "ses_1", "anchor:moved"],
      ],
    );
  });
});
