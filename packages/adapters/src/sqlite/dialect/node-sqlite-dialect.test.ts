import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Kysely, sql } from "kysely";
import { openDatabase } from "../database.ts";
import { NodeSqliteDialect } from "./node-sqlite-dialect.ts";

interface Sample {
  readonly sample: { id: number; text: string | null };
}

async function openSample(t: TestContext): Promise<{ db: Kysely<Sample>; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), "clavis-dialect-"));
  const path = join(folder, "a.db");
  const db = new Kysely<Sample>({ dialect: new NodeSqliteDialect(openDatabase(path)) });
  t.after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });
  await sql`create table sample (id integer primary key, text text) strict`.execute(db);
  return { db, path };
}

const insert = (db: Kysely<Sample>, id: number, text: unknown): Promise<unknown> =>
  sql`insert into sample (id, text) values (${id}, ${text})`.execute(db);
const ids = async (db: Kysely<Sample>): Promise<readonly number[]> =>
  (await db.selectFrom("sample").select("id").orderBy("id").execute()).map((row) => row.id);

test("a value that would become NULL silently never reaches the database", async (t) => {
  const { db } = await openSample(t);
  for (const value of [undefined, Number.NaN, new Date(0), true]) await assert.rejects(insert(db, 1, value), TypeError);
  await assert.rejects(
    db.executeQuery({ ...sql`insert into sample values (?, ?)`.compile(db), parameters: [1] }),
    TypeError,
  );
  assert.deepEqual(await ids(db), []);
});

test("transactions on the one connection queue: the one that fails takes nobody else's rows with it", async (t) => {
  const { db } = await openSample(t);
  const outcomes = await Promise.allSettled(
    [1, 2, 3].map((id) =>
      db.transaction().execute(async (transaction) => {
        await insert(transaction, id, "before");
        await new Promise(setImmediate);
        await insert(transaction, id + 10, "after");
        if (id === 2) throw new Error("withdrawn");
      }),
    ),
  );
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.deepEqual(await ids(db), [1, 3, 11, 13]);
});

test("a transaction holds the write lock from its beginning", async (t) => {
  const { db, path } = await openSample(t);
  const other = openDatabase(path);
  t.after(() => other.close());
  other.exec("pragma busy_timeout = 0");
  await db.transaction().execute(async () => {
    assert.throws(() => other.exec("begin immediate"), /locked/);
  });
  other.exec("begin immediate; rollback");
});

test("when SQLite has rolled back by itself the first error is the one that is seen", async (t) => {
  const { db } = await openSample(t);
  const failing = db.transaction().execute(async (transaction) => {
    await insert(transaction, 1, "one");
    await sql`insert or rollback into sample (id, text) values (1, 'again')`.execute(transaction);
  });
  await assert.rejects(failing, /UNIQUE constraint failed/);
  await insert(db, 2, "two");
  assert.deepEqual(await ids(db), [2]);
});

test("more different statements than are kept prepared all run, again too", async (t) => {
  const { db } = await openSample(t);
  const ask = async (at: number): Promise<unknown> =>
    (await sql`select ${sql.lit(at)} as at, ${"x"} as x`.execute(db)).rows[0];
  for (const round of [1, 2])
    for (let at = 0; at < 300; at++) assert.deepEqual({ ...Object(await ask(at)) }, { at, x: "x" }, `round ${round}`);
});

test("rows can be streamed", async (t) => {
  const { db } = await openSample(t);
  for (const id of [1, 2, 3]) await insert(db, id, null);
  const seen: number[] = [];
  for await (const { id } of db.selectFrom("sample").selectAll().stream()) seen.push(id);
  assert.deepEqual(seen, [1, 2, 3]);
});
