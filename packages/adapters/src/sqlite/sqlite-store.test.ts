import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testAccountOperations } from "../conformance/account-operations.ts";
import { testChanges, testRows } from "../conformance/directory-store.ts";
import { testKeyChanges, testKeyCreation } from "../conformance/key-operations.ts";
import { sampleAccount, sampleDigest, sampleEntry, sampleKey } from "../conformance/sample-rows.ts";
import { openDatabase } from "./database.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite-store.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-store-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "clavis.db");
}

async function openAt(t: TestContext, path: string): Promise<SqliteStore> {
  const store = await openSqliteStore(path);
  t.after(() => store.close());
  return store;
}

for (const suite of [testChanges, testRows, testAccountOperations, testKeyCreation, testKeyChanges])
  suite("sqlite", (t) => openAt(t, scratch(t)));

test("sqlite: what was committed is there after closing and opening again", async (t) => {
  const path = scratch(t);
  const first = await openSqliteStore(path);
  await first.change(async (change) => {
    await change.append(sampleEntry("C1"));
    await change.insertAccount(sampleAccount("C1"));
    await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(1));
  });
  await first.close();
  const second = await openAt(t, path);
  assert.equal(await second.revision(), 1);
  assert.deepEqual(await second.findKey("key_1"), sampleKey("key_1", "C1"));
});

test("sqlite: two stores on one file, as of two processes, see each other's changes and number them together", async (t) => {
  const path = scratch(t);
  const stores = [await openAt(t, path), await openAt(t, path)];
  for (let round = 0; round < 10; round++)
    for (const store of stores) await store.change((change) => change.append(sampleEntry("C1")));
  for (const store of stores) {
    assert.equal(await store.revision(), 20);
    assert.equal((await store.listAudit({ limit: 100 })).length, 20);
  }
});

test("sqlite: CFG-05: a file that is no database makes the store unavailable, with the cause for the operator", async (t) => {
  const path = scratch(t);
  writeFileSync(path, "not a database, but long enough to be taken for one ".repeat(40));
  await assert.rejects(openSqliteStore(path), (error: Error) => {
    assert.equal(error.name, "StoreUnavailable");
    assert.ok(error.cause instanceof Error);
    return true;
  });
});

test("sqlite: a database of a newer Clavis is refused", async (t) => {
  const path = scratch(t);
  await (await openSqliteStore(path)).close();
  const database = openDatabase(path);
  database.exec("pragma user_version = 99");
  database.close();
  await assert.rejects(openSqliteStore(path), { name: "DataDirectoryError", code: "schema_newer" });
});

test("sqlite: keys with the same rights share one list", async (t) => {
  const path = scratch(t);
  const store = await openAt(t, path);
  await store.change(async (change) => {
    await change.insertAccount(sampleAccount("C1"));
    for (const at of [1, 2, 3]) await change.insertKey(sampleKey(`key_${at}`, "C1"), sampleDigest(at));
  });
  const database = openDatabase(path);
  t.after(() => database.close());
  assert.deepEqual({ ...database.prepare("select count(*) lists from right_list").get() }, { lists: 4 });
});

test("sqlite: KEY-01: the database holds the keyed digest of a secret, 32 bytes, and its last four characters", async (t) => {
  const path = scratch(t);
  const store = await openAt(t, path);
  await store.change(async (change) => {
    await change.insertAccount(sampleAccount("C1"));
    await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(5));
  });
  const database = openDatabase(path);
  t.after(() => database.close());
  assert.deepEqual(
    { ...database.prepare("select digest, pepper, last4 from key_version").get() },
    { ...sampleDigest(5), last4: "abcd" },
  );
});
