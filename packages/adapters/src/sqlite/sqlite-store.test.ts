import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testAccountOperations } from "../conformance/account-operations.ts";
import { testAmendments } from "../conformance/amendments.ts";
import { testApplications } from "../conformance/application-operations.ts";
import { testPeople } from "../conformance/directory-people.ts";
import { testPrograms } from "../conformance/directory-programs.ts";
import { testChanges, testRows } from "../conformance/directory-store.ts";
import { testCallersKeys, testRolesAndLinks, testWholeDocument } from "../conformance/granting.ts";
import { testKeyChanges, testKeyCreation } from "../conformance/key-operations.ts";
import { testLocks } from "../conformance/lock-operations.ts";
import { testPasswordForms } from "../conformance/password-forms.ts";
import { testKeyBounds, testRestrictions } from "../conformance/restriction-operations.ts";
import {
  sampleAccount,
  sampleDigest,
  sampleEntry,
  sampleKey,
  sampleLink,
  sampleRole,
  sampleUser,
} from "../conformance/sample-rows.ts";
import { testUserEnds } from "../conformance/user-ends.ts";
import { testUserImport } from "../conformance/user-import.ts";
import { testPasswords, testUsers } from "../conformance/user-operations.ts";
import { openDatabase } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";
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

const suites = [
  ...[
    testChanges,
    testRows,
    testPeople,
    testPrograms,
    testAccountOperations,
    testApplications,
    testKeyCreation,
    testKeyChanges,
  ],
  ...[testRestrictions, testKeyBounds, testAmendments, testLocks],
  ...[testRolesAndLinks, testCallersKeys, testWholeDocument, testUsers, testPasswords],
  ...[testPasswordForms, testUserEnds, testUserImport],
];
for (const suite of suites) suite("sqlite", (t) => openAt(t, scratch(t)));

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

test("sqlite: CFG-05: behind a restore that replaced the file no change is acknowledged", async (t) => {
  const path = scratch(t);
  const store = await openAt(t, path);
  copyFileSync(path, `${path}.restored`);
  renameSync(`${path}.restored`, path);
  await assert.rejects(
    store.change((change) => change.append(sampleEntry("C1"))),
    { name: "StoreUnavailable" },
  );
});

test("sqlite: a database of the first schema keeps its accounts, keys and audit entries, and takes users and links", async (t) => {
  const path = scratch(t);
  const old = openDatabase(path);
  const [first] = readMigrations(join(import.meta.dirname, "migrations"));
  assert.ok(first !== undefined);
  migrate(old, [first], path);
  old.exec(`update head set revision = 2;
    insert into audit values (1, 5, 'local:anna', 'account.create', 'account', 'C1', 'C1', null, '{}', x'00', x'01');
    insert into audit values (2, 6, 'local:anna', 'key.create', 'key', 'key_1', 'C1', null, '{}', x'02', x'03');
    insert into account values (1, 'C1', 'One', 1, '["*"]', 5, 1);
    insert into right_list values (1, '["*"]'), (2, '["invoices"]');
    insert into api_key values (1, 'key_1', 'production', 1, 'Till', 2, 1, null, 'local:anna', 1, null, null, null, null, 6, 2);
    insert into key_version values (1, 1, x'${"ab".repeat(32)}', 1, 'wxyz', 6, null)`);
  old.close();
  const store = await openAt(t, path);
  const key = await store.findKey("key_1");
  assert.deepEqual([key?.rights, key?.ceilings, key?.links], [["invoices"], [["*"]], []]);
  assert.deepEqual([(await store.findAccount("C1"))?.name, (await store.listAudit({ limit: 9 })).length], ["One", 2]);
  await store.change(async (change) => {
    await change.insertAccount(sampleAccount("C2"));
    await change.insertRole(sampleRole("reader"));
    await change.insertLink(sampleLink("link_1", "C1", "C2"));
    const memberships = [{ account: "C1", roles: ["reader"] }];
    await change.insertUser(sampleUser("user_1", { memberships, mainAccount: "C2" }), "hash");
    assert.equal(await change.append(sampleEntry("C2")), 3);
  });
  assert.deepEqual(await store.findLink("link_1"), sampleLink("link_1", "C1", "C2"));
  assert.deepEqual(await store.findPassword("user_1"), { hash: "hash", version: 0, form: "plain" });
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
