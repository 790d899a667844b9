import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { DataDirectoryError } from "../data-directory/data-directory-error.ts";
import { type Database, openDatabase } from "../sqlite/database.ts";
import { openSessionDatabase, type SessionDatabase } from "./session-database.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-session-db-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.db");
}

/** A database with a table of this test's own, and two ways to write to it. */
function openWithNotes(path: string): { database: SessionDatabase; note(text: string): void; notes(): string[] } {
  withOther(path, (other) => {
    other.exec("create table if not exists owner (id integer primary key) strict");
    other.exec(
      "create table if not exists note (text text not null, owner integer references owner deferrable initially deferred)",
    );
  });
  const database = openSessionDatabase(path);
  const insert = database.prepare("insert into note (text) values (?)");
  const select = database.prepare("select text from note order by rowid");
  return {
    database,
    note: (text) => insert.run(text),
    notes: () => database.read(() => select.all().map((row) => String(row["text"]))),
  };
}

function withOther(path: string, use: (other: Database) => void): void {
  const other = openDatabase(path);
  try {
    use(other);
  } finally {
    other.close();
  }
}

test("a write is there for every process once it is acknowledged, and gives what its work gives", async (t) => {
  const path = scratch(t);
  const { database, note } = openWithNotes(path);
  t.after(() => database.close());
  const given = await database.write(() => {
    note("a");
    return 7;
  });
  assert.equal(given, 7);
  withOther(path, (other) => assert.equal(other.prepare("select count(*) as n from note").get()?.["n"], 1));
});

test("writes of one turn are done in their order, after it, and each sees those before", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  const write = (text: string): Promise<string> =>
    database.write(() => {
      note(text);
      return notes().join("");
    });
  const seen = Promise.all(["a", "b", "c"].map(write));
  assert.deepEqual(notes(), []);
  assert.deepEqual(await seen, ["a", "ab", "abc"]);
});

test("a write that fails leaves nothing of itself, and the rest of its group stays", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  const failing = database.write(() => {
    note("half");
    throw new RangeError("no");
  });
  const results = await Promise.allSettled([database.write(() => note("a")), failing, database.write(() => note("b"))]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  await assert.rejects(failing, RangeError);
  assert.deepEqual(notes(), ["a", "b"]);
});

test("a group is one transaction: when it can not be committed, nothing of it is there and all are told", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  const orphan = database.prepare("insert into note (text, owner) values ('orphan', 1)");
  const group = [database.write(() => note("a")), database.write(() => orphan.run())];
  for (const write of group) await assert.rejects(write, { name: "StoreUnavailable" });
  assert.deepEqual(notes(), []);
  await database.write(() => note("later"));
  assert.deepEqual(notes(), ["later"]);
});

test("a write that the disk has no room for is told so, and nothing of it is there", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  await database.write(() => note("before"));
  database.prepare("pragma max_page_count = 1").get();
  const large = database.write(() => note("x".repeat(1_000_000)));
  await assert.rejects(large, { name: "StoreUnavailable" });
  database.prepare("pragma max_page_count = 100000").get();
  await database.write(() => note("after"));
  assert.deepEqual(notes(), ["before", "after"]);
});

test("a write asked for by another write joins the next group, whatever becomes of this one", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  const orphan = database.prepare("insert into note (text, owner) values ('orphan', 1)");
  const inner = Promise.withResolvers<void>();
  const outer = database.write(() => {
    database.write(() => note("inner")).then(inner.resolve, inner.reject);
    orphan.run();
  });
  await assert.rejects(outer, { name: "StoreUnavailable" });
  await inner.promise;
  assert.deepEqual(notes(), ["inner"]);
});

test("a write that returns a promise is refused: it would go on after the commit", async (t) => {
  const { database, note, notes } = openWithNotes(scratch(t));
  t.after(() => database.close());
  await assert.rejects(
    database.write(async () => note("a")),
    TypeError,
  );
  assert.deepEqual(notes(), []);
});

test("a write waits for another process without holding up the event loop", async (t) => {
  const path = scratch(t);
  const { database, note, notes } = openWithNotes(path);
  t.after(() => database.close());
  const other = openDatabase(path);
  other.exec("begin immediate");
  const write = database.write(() => note("a"));
  await nextTurn();
  await nextTurn();
  assert.deepEqual(notes(), []);
  const joining = database.write(() => note("b"));
  other.exec("rollback");
  other.close();
  await Promise.all([write, joining]);
  assert.deepEqual(notes(), ["a", "b"]);
});

test("closing commits what was asked for; later writes are rejected", async (t) => {
  const path = scratch(t);
  const { database, note } = openWithNotes(path);
  const write = database.write(() => note("a"));
  database.close();
  await write;
  await assert.rejects(
    database.write(() => note("b")),
    { name: "StoreUnavailable" },
  );
  const again = openWithNotes(path);
  assert.deepEqual(again.notes(), ["a"]);
  again.database.close();
});

test("behind a restore nothing is read or written any more: it would be lost with the old file", async (t) => {
  const path = scratch(t);
  const { database, note, notes } = openWithNotes(path);
  t.after(() => database.close());
  const restored = scratch(t);
  openSessionDatabase(restored).close();
  renameSync(restored, path);
  assert.throws(notes, { name: "StoreUnavailable" });
  await assert.rejects(
    database.write(() => note("a")),
    { name: "StoreUnavailable" },
  );
});

test("commits of another process are noticed by each who watches, own ones are not", async (t) => {
  const path = scratch(t);
  const { database, note } = openWithNotes(path);
  t.after(() => database.close());
  const watches = [database.watchOthers(), database.watchOthers()];
  await database.write(() => note("own"));
  for (const hasChanged of watches) assert.equal(hasChanged(), false);
  withOther(path, (other) => other.exec("insert into note (text) values ('theirs')"));
  for (const hasChanged of watches) assert.deepEqual([hasChanged(), hasChanged()], [true, false]);
});

test("a file of a later release, or one that is no database, is refused", (t) => {
  const path = scratch(t);
  openSessionDatabase(path).close();
  withOther(path, (other) => other.exec("pragma user_version = 99"));
  assert.throws(() => openSessionDatabase(path), DataDirectoryError);
  assert.throws(() => openSessionDatabase(join(path, "below")), { name: "StoreUnavailable" });
});

test("a database in memory is empty at first and ends when it is closed", async () => {
  const database = openSessionDatabase(":memory:");
  assert.equal(await database.write(() => database.prepare("select count(*) as n from session").get()?.["n"]), 0);
  database.close();
});
