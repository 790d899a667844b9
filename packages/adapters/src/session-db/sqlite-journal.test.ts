import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { recordDigest } from "@clavis/directory";
import { testDirectory, testTime } from "../conformance/test-directory.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { JournalNotes } from "./journal-notes.ts";
import { openSessionDatabase } from "./session-database.ts";
import { SqliteJournal } from "./sqlite-journal.ts";

const hour = 3_600_000;
/** The end of the last whole hour at `testTime`. */
const fullHour = testTime - (testTime % hour);

interface Bench {
  readonly journal: SqliteJournal;
  note(time: number, kind: string, count?: number): Promise<void>;
}

function bench(t: TestContext): Bench {
  const database = openSessionDatabase(":memory:");
  t.after(() => database.close());
  const notes = new JournalNotes(database);
  return {
    journal: new SqliteJournal(database),
    note: (time, kind, count = 1) =>
      database.write(() => notes.add({ time, kind, user: "usr_1", address: undefined, count })),
  };
}

test("a digest counts everything of the hours that are over, each kind for itself", async (t) => {
  const { journal, note } = bench(t);
  await note(fullHour - 2 * hour, "session.open", 3);
  await note(fullHour - 1, "session.open");
  await note(fullHour - 1, "session.logout");
  await note(fullHour, "session.logout");
  const directory = testDirectory(new MemoryStore());
  assert.equal(await recordDigest(directory, journal, "local:server"), 1);
  const [entry] = await directory.store.listAudit({ objectId: "sessions", limit: 9 });
  assert.deepEqual([entry?.action, entry?.actor], ["sessions.digest", "local:server"]);
  assert.deepEqual(entry?.detail, {
    after: {
      first: 1,
      last: 3,
      since: fullHour - 2 * hour,
      until: fullHour - 1,
      counts: { "session.open": 4, "session.logout": 1 },
      failedLogins: undefined,
    },
  });
});

test("what a digest has counted is not counted again, and numbers go on", async (t) => {
  const { journal, note } = bench(t);
  await note(fullHour - 1, "session.open");
  const store = new MemoryStore();
  await recordDigest(testDirectory(store), journal, "local:server");
  assert.equal(await recordDigest(testDirectory(store), journal, "local:server"), undefined);
  await note(fullHour, "session.open");
  assert.equal(await recordDigest(testDirectory(store), journal, "local:server"), undefined);
  assert.equal(await recordDigest(testDirectory(store, testTime + hour), journal, "local:server"), 2);
  const entries = await store.listAudit({ limit: 9 });
  const numbers = entries.map(({ detail }) => detail["after"] as { readonly first: number; readonly last: number });
  assert.deepEqual(
    numbers.map(({ first, last }) => [first, last]),
    [
      [1, 1],
      [2, 2],
    ],
  );
});

test("a digest that can not be recorded leaves the journal for the next one", async (t) => {
  const { journal, note } = bench(t);
  await note(fullHour - 1, "session.open");
  const store = new MemoryStore();
  const directory = testDirectory(store);
  const broken = { ...directory, sha256: () => assert.fail("no digests") };
  await assert.rejects(recordDigest(broken, journal, "local:server"));
  assert.equal(await recordDigest(directory, journal, "local:server"), 1);
});

test("failed logins are added up by user and address, most first, and only so many are named", async (t) => {
  const { journal } = bench(t);
  const failures = (user: string | undefined, address: string | undefined, count: number) => ({ user, address, count });
  await journal.addFailedLogins(1, [failures("usr_1", "192.0.2.1", 2), failures(undefined, "192.0.2.1", 4)]);
  await journal.addFailedLogins(2, [failures("usr_1", "192.0.2.1", 3), failures("usr_2", undefined, 1)]);
  const summary = await journal.summarize(3, 2);
  assert.deepEqual(summary?.failedLogins, [failures("usr_1", "192.0.2.1", 5), failures(undefined, "192.0.2.1", 4)]);
  assert.deepEqual(summary?.counts, { "login.failed": 10 });
});

test("an entry written late, with an earlier time, is in the digest of what was written before it", async (t) => {
  const { journal, note } = bench(t);
  await note(20, "session.open");
  await note(5, "session.open");
  assert.deepEqual(await journal.summarize(10, 1).then((summary) => [summary?.last, summary?.until]), [2, 20]);
});

test("a long journal is removed whole, up to its last counted entry", async (t) => {
  const { journal, note } = bench(t);
  await Promise.all(Array.from({ length: 4500 }, (_, number) => note(number, "session.open")));
  await journal.removeUpTo(4400);
  assert.equal((await journal.summarize(5000, 1))?.first, 4401);
  await journal.removeUpTo(9999);
  assert.equal(await journal.summarize(5000, 1), undefined);
});
