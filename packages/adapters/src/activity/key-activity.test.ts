import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { DataDirectoryError } from "../data-directory/data-directory-error.ts";
import { openDatabase } from "../sqlite/database.ts";
import { openKeyActivity } from "./key-activity.ts";
import { readLastUse } from "./last-use.ts";

/** Long enough that nothing is written but where a test asks for it. */
const never = 1_000_000;

async function withFile(use: (path: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clavis-activity-"));
  try {
    await use(join(folder, "activity.db"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the last use of a key is known once written, also to other processes", async () => {
  await withFile((path) => {
    assert.equal(readLastUse(path, "key_a"), undefined);
    const activity = openKeyActivity(path, { interval: never });
    activity.used({ id: "key_a" }, 10, "192.0.2.1");
    activity.used({ id: "key_a" }, 20, undefined);
    activity.used({ id: "key_b" }, 15, "2001:db8::1");
    const expected = { time: 20, address: undefined };
    assert.equal(readLastUse(path, "key_a"), undefined);
    activity.flush();
    assert.deepEqual(readLastUse(path, "key_a"), expected);
    assert.deepEqual(readLastUse(path, "key_b"), { time: 15, address: "2001:db8::1" });
    assert.equal(readLastUse(path, "key_c"), undefined);
    activity.close();
  });
});

test("an earlier use never replaces a later one, pending or written", async () => {
  await withFile((path) => {
    const activity = openKeyActivity(path, { interval: never });
    activity.used({ id: "key_a" }, 20, "192.0.2.2");
    activity.used({ id: "key_a" }, 10, "192.0.2.1");
    activity.flush();
    activity.used({ id: "key_a" }, 15, "192.0.2.1");
    activity.close();
    assert.deepEqual(readLastUse(path, "key_a"), { time: 20, address: "192.0.2.2" });
  });
});

test("closing writes everything that is pending, however much", async () => {
  await withFile((path) => {
    const activity = openKeyActivity(path, { interval: never });
    for (let number = 0; number < 1700; number++) activity.used({ id: `key_${number}` }, number, "192.0.2.1");
    activity.close();
    for (const number of [0, 499, 500, 1699]) assert.equal(readLastUse(path, `key_${number}`)?.time, number);
  });
});

test("uses are written by themselves after the interval, a batch in a turn", async () => {
  await withFile(async (path) => {
    const activity = openKeyActivity(path, { interval: 1 });
    for (let number = 0; number < 1700; number++) activity.used({ id: `key_${number}` }, number, "192.0.2.1");
    const end = Date.now() + 10_000;
    while (readLastUse(path, "key_1699") === undefined && Date.now() < end) await nextTurn();
    assert.equal(readLastUse(path, "key_1699")?.time, 1699);
    activity.close();
  });
});

test("uses that can not be written are reported, kept and written later", async () => {
  await withFile((path) => {
    const problems: unknown[] = [];
    const activity = openKeyActivity(path, { interval: never, onProblem: (error) => problems.push(error) });
    const other = openDatabase(path);
    activity.used({ id: "key_a" }, 10, "192.0.2.1");
    other.exec("begin immediate");
    activity.flush();
    assert.equal(problems.length, 1);
    other.exec("rollback");
    other.close();
    activity.close();
    assert.equal(readLastUse(path, "key_a")?.time, 10);
  });
});

test("no more keys are kept in memory than a bound", async () => {
  await withFile((path) => {
    const activity = openKeyActivity(path, { interval: never });
    for (let number = 0; number < 100_001; number++) activity.used({ id: `key_${number}` }, number, undefined);
    activity.used({ id: "key_0" }, 7, undefined);
    activity.close();
    assert.deepEqual(
      ["key_0", "key_99999", "key_100000"].map((id) => readLastUse(path, id)?.time),
      [7, 99_999, undefined],
    );
  });
});

test("a file of a later release is refused", async () => {
  await withFile((path) => {
    openKeyActivity(path, { interval: never }).close();
    const database = openDatabase(path);
    database.exec("pragma user_version = 99");
    database.close();
    assert.throws(() => openKeyActivity(path), DataDirectoryError);
  });
});
