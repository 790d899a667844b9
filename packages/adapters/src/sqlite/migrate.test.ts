import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Database, openDatabase } from "./database.ts";
import { type Migration, migrate, readMigrations } from "./migrate.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-migrate-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function openIn(t: TestContext, folder: string): Database {
  const database = openDatabase(join(folder, "a.db"));
  t.after(() => database.close());
  return database;
}

const first: Migration = { version: 1, name: "0001-a.sql", sql: "create table a (x); insert into a values (1)" };
const second: Migration = { version: 2, name: "0002-b.sql", sql: "create table b (x); insert into b select x from a" };
const versionOf = (database: Database): unknown => database.prepare("pragma user_version").get()?.["user_version"];

test("a migration runs once, from each earlier state", (t) => {
  const database = openIn(t, scratch(t));
  migrate(database, [first], "a.db");
  migrate(database, [first, second], "a.db");
  migrate(database, [first, second], "a.db");
  assert.equal(versionOf(database), 2);
  assert.deepEqual(
    { ...database.prepare("select (select count(*) from a) a, (select count(*) from b) b").get() },
    { a: 1, b: 1 },
  );
});

test("a migration that fails leaves nothing of itself, and those before it stay", (t) => {
  const database = openIn(t, scratch(t));
  const broken: Migration = {
    version: 2,
    name: "0002-b.sql",
    sql: "create table b (x); insert into nowhere values (1)",
  };
  assert.throws(() => migrate(database, [first, broken], "a.db"), /nowhere/);
  assert.equal(versionOf(database), 1);
  migrate(database, [first, second], "a.db");
  assert.equal(versionOf(database), 2);
});

test("a schema newer than this Clavis knows is refused and left as it is", (t) => {
  const database = openIn(t, scratch(t));
  migrate(database, [first, second], "a.db");
  assert.throws(() => migrate(database, [first], "a.db"), {
    code: "schema_newer",
    message: "a.db has schema 2 and this version of Clavis knows schemas up to 1: run the newer Clavis",
  });
  assert.equal(versionOf(database), 2);
});

test("a gap in the numbers of the migrations is refused", (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, "0001-a.sql"), "");
  writeFileSync(join(folder, "0003-c.sql"), "");
  assert.throws(() => readMigrations(folder), /0003-c.sql is not number 2/);
});

test("acknowledged commits are on disk, foreign keys hold, and another process's lock is waited for", (t) => {
  const database = openIn(t, scratch(t));
  const pragma = (name: string): unknown => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
  assert.deepEqual(["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map(pragma), ["wal", 2, 1, 5000]);
});
