import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { applicationOwner, sampleApplication, sampleDigest, sampleKey } from "../conformance/sample-rows.ts";
import { openDatabase } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const digestOf = (seed: string): string => `x'${seed.repeat(32)}'`;

/** A database as it was before there were applications: two keys, one of them rotated and made over a link. */
function fillSecondSchema(path: string): void {
  const database = openDatabase(path);
  migrate(database, readMigrations(join(import.meta.dirname, "migrations")).slice(0, 2), path);
  database.exec(`
    insert into account values (1, 'C1', 'One', 1, '["*"]', 5, 1), (2, 'C2', 'Two', 0, '["invoices"]', 5, 2);
    insert into right_list values (1, '["*"]'), (2, '["invoices"]'), (3, '["clients"]');
    insert into role values (1, 'reader', 2, 5, 3);
    insert into user values (1, 'user_1', 'an@kantoor.be', 'An', null, null, null, 1, 1, 'hash', 2, 0, 5, 4);
    insert into membership values (1, 1, 1);
    insert into link values (1, 'link_1', 1, 2, 1, 5, 5);
    insert into api_key values
      (7, 'key_1', 'production', 1, 'Till', 2, 1, null, 'local:anna', 1, null, null, null, null, 6, 6),
      (9, 'key_2', 'sandbox', 2, 'Shop', 1, 2, '{"networks":["10.0.0.0/8"]}', 'user:user_1', 0, 1, 2, 3, 'lost', 6, 7);
    insert into key_version values
      (7, 1, ${digestOf("a1")}, 1, 'aaaa', 6, null),
      (9, 1, ${digestOf("b1")}, 1, 'bbbb', 6, 8),
      (9, 2, ${digestOf("b2")}, 1, 'cccc', 7, null);
    insert into key_ceiling values (9, 1, 3), (9, 2, 1);
    insert into key_link values (9, 'link_1')`);
  database.close();
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-schema-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "clavis.db");
}

async function openAt(t: TestContext, path: string) {
  const store = await openSqliteStore(path);
  t.after(() => store.close());
  return store;
}

test("a database of the second schema keeps its keys with their versions, ceilings and links, and what owns them", async (t) => {
  const path = scratch(t);
  fillSecondSchema(path);
  const store = await openAt(t, path);
  const [first, second] = await store.listKeys({ limit: 9 });
  assert.deepEqual(
    [first?.owner, first?.rights, first?.ceilings, first?.links, first?.boundTo],
    [{ kind: "account", number: "C1" }, ["invoices"], [["*"]], [], undefined],
  );
  assert.deepEqual(second, {
    id: "key_2",
    environment: "sandbox",
    owner: { kind: "account", number: "C2" },
    name: "Shop",
    rights: ["*"],
    ceilings: [["invoices"], ["clients"], ["*"]],
    links: ["link_1"],
    restrictions: { networks: ["10.0.0.0/8"] },
    creator: "user:user_1",
    boundTo: undefined,
    enabled: false,
    notBefore: 1,
    expiresAt: 2,
    revokedAt: 3,
    revokedReason: "lost",
    createdAt: 6,
    revision: 7,
    versions: [
      { version: 1, last4: "bbbb", createdAt: 6, endsAt: 8 },
      { version: 2, last4: "cccc", createdAt: 7, endsAt: undefined },
    ],
  });
  assert.equal((await store.findAccount("C1"))?.zone, "UTC");
  assert.deepEqual((await store.findRole("reader"))?.rights, ["invoices"]);
  assert.equal((await store.findPassword("user_1"))?.hash, "hash");
});

test("a migrated database is whole: no row is without its parent, and none can become so", async (t) => {
  const path = scratch(t);
  fillSecondSchema(path);
  await openAt(t, path);
  const database = openDatabase(path);
  t.after(() => database.close());
  assert.deepEqual(database.prepare("pragma foreign_key_check").all(), []);
  assert.deepEqual({ ...database.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
  for (const child of ["key_version", "key_ceiling", "key_link"]) {
    const parents = database.prepare(`pragma foreign_key_list(${child})`).all();
    assert.ok(
      parents.some((parent) => parent["table"] === "api_key" && parent["from"] === "key"),
      child,
    );
  }
  assert.throws(() => database.exec("delete from api_key where id = 'key_1'"), /FOREIGN KEY/);
  assert.throws(() => database.exec("update api_key set account = null where id = 'key_1'"), /CHECK/);
});

test("a migrated database takes applications and their keys, and still refuses a digest it knows", async (t) => {
  const path = scratch(t);
  fillSecondSchema(path);
  const store = await openAt(t, path);
  const key = sampleKey("key_3", "", { owner: applicationOwner("agenda") });
  await store.change(async (change) => {
    await change.insertApplication(sampleApplication("agenda"));
    await change.insertKey(key, sampleDigest(1));
  });
  assert.deepEqual(await store.findKey("key_3"), key);
  const twin = sampleKey("key_4", "C1");
  await assert.rejects(
    store.change((change) => change.insertKey(twin, sampleDigest(0xa1))),
    { code: "conflict" },
  );
});
