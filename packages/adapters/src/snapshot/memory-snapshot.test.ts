import assert from "node:assert/strict";
import { test } from "node:test";
import { lockKinds } from "@clavis/core";
import type { Account, ApiKey, Application, Link, User } from "@clavis/directory";
import { openMemorySnapshot } from "./memory-snapshot.ts";
import { testDigester, testKeyId } from "./testing/plain-directory.ts";
import { PlainTables } from "./testing/plain-tables.ts";

const made = { name: "name", enabled: true, rights: ["*"], restrictions: undefined, createdAt: 0, revision: 1 };
const account: Account = { ...made, number: "C1", zone: "UTC" };
const application: Application = { ...made, id: "agenda" };

const key: ApiKey = {
  id: testKeyId(1),
  environment: "production",
  owner: { kind: "account", number: "C1" },
  name: "name",
  rights: ["invoices"],
  ceilings: [["*"]],
  links: [],
  restrictions: { rate: { limit: 1, seconds: 2 } },
  boundTo: undefined,
  creator: "local:test",
  enabled: true,
  notBefore: 5,
  expiresAt: undefined,
  revokedAt: undefined,
  revokedReason: undefined,
  createdAt: 0,
  revision: 2,
  versions: [{ version: 1, last4: "last", createdAt: 0, endsAt: undefined }],
};

const user: User = {
  id: "usr_1",
  email: "an@kantoor.be",
  name: "An",
  kind: "pro",
  externalId: undefined,
  attributes: undefined,
  mainAccount: "C1",
  enabled: true,
  memberships: [{ account: "C1", roles: ["reader", "writer"] }],
  password: { version: 3, bootstrap: false, form: "plain" },
  createdAt: 0,
  revision: 1,
};

const link: Link = { id: "lnk_1", portal: "C1", client: "C2", ceiling: ["invoices:read"], createdAt: 0, revision: 1 };

test("a snapshot of a store in memory sees a commit at once, in the same turn", () => {
  const tables = new PlainTables();
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  assert.equal(snapshot.findKey("one"), undefined);
  tables.putAccount(account);
  tables.putKey(key, ["one"]);
  const first = snapshot.findKey("one");
  assert.deepEqual(
    [first?.id, first?.notBefore, first?.restrictions, first?.rights.texts],
    [testKeyId(1), 5, { rate: { limit: 1, seconds: 2 } }, ["invoices"]],
  );
  assert.ok(first?.owner === "account" && first.account === snapshot.findAccount("C1"));

  tables.putKey({ ...key, revokedAt: 9 }, []);
  assert.equal(snapshot.findKey("one")?.revokedAt, 9);
  tables.putAccount({ ...account, enabled: false });
  const disabled = snapshot.findKey("one");
  assert.ok(disabled?.owner === "account" && disabled.account === snapshot.findAccount("C1"));
  assert.equal(disabled.account.enabled, false);
  assert.equal(snapshot.revision, 4);
});

test("KEY-06: both versions of a rotated key are found, each with its own end", () => {
  const tables = new PlainTables();
  tables.putAccount(account);
  tables.putKey(key, ["one"]);
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const versions = [
    { version: 1, last4: "last", createdAt: 0, endsAt: 5000 },
    { version: 2, last4: "last", createdAt: 1, endsAt: undefined },
  ];
  tables.putKey({ ...key, versions }, ["one", "two"]);
  const found = ["one", "two"].map((secret) => snapshot.findKey(secret));
  assert.deepEqual(
    found.map((each) => [each?.version, each?.versionEndsAt, each?.slot]),
    [
      [1, 5000, 0],
      [2, Infinity, 0],
    ],
  );
});

test("users, roles and links of a store in memory are there at the start and followed", () => {
  const tables = new PlainTables();
  for (const number of ["C1", "C2"]) tables.putAccount({ ...account, number });
  tables.putRole("reader", ["invoices:read"]);
  tables.putRole("writer", ["clients"]);
  tables.putUser(user);
  tables.putLink(link);
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const rightsOf = (): readonly string[] | undefined =>
    snapshot.findUser("An@Kantoor.be ")?.memberships.get("C1")?.rights.texts;
  assert.deepEqual(rightsOf(), ["invoices:read", "clients"]);
  assert.deepEqual(
    snapshot.findChain("C1", "C2")?.map(({ id, ceiling }) => [id, ceiling.texts]),
    [["lnk_1", ["invoices:read"]]],
  );
  tables.putRole("writer", ["clients:read"]);
  assert.deepEqual(rightsOf(), ["invoices:read", "clients:read"]);
  tables.putUser({ ...user, enabled: false, email: "an@elders.be", memberships: [] });
  assert.equal(snapshot.findUser("an@kantoor.be"), undefined);
  assert.deepEqual(snapshot.findUser("an@elders.be")?.enabled, false);
  tables.removeLink("lnk_1");
  assert.deepEqual([snapshot.hasLink("lnk_1"), snapshot.findChain("C1", "C2")], [false, undefined]);
});

test("KEY-02: a key has all its ceilings and the links it was made over", () => {
  const tables = new PlainTables();
  tables.putAccount(account);
  tables.putKey({ ...key, ceilings: [["*"], ["invoices"], ["!clients"]], links: ["lnk_1"] }, ["one"]);
  const found = openMemorySnapshot(tables, { digester: testDigester }).findKey("one");
  assert.deepEqual(
    found?.ceilings.map(({ texts }) => texts),
    [["*"], ["invoices"], ["!clients"]],
  );
  assert.deepEqual(found?.links, ["lnk_1"]);
});

test("applications and their keys are there at the start and followed", () => {
  const tables = new PlainTables();
  tables.putApplication({ ...application, rights: ["calendars"], restrictions: { operations: ["listGroups"] } });
  tables.putKey({ ...key, owner: { kind: "application", id: "agenda" } }, ["one"]);
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const owner = () => {
    const found = snapshot.findKey("one");
    return found?.owner === "application" ? found.application : undefined;
  };
  assert.deepEqual([owner()?.id, owner()?.enabled, owner()?.rights.texts], ["agenda", true, ["calendars"]]);
  assert.deepEqual(owner()?.restrictions, { operations: new Set(["listGroups"]) });
  assert.equal(snapshot.findApplication("agenda"), owner());
  tables.putApplication({ ...application, enabled: false });
  assert.deepEqual([owner()?.enabled, owner()?.restrictions], [false, undefined]);
  tables.removeApplication("agenda");
  assert.deepEqual([owner()?.enabled, owner()?.rights.texts], [false, []]);
  assert.equal(snapshot.findApplication("agenda"), undefined);
});

test("restrictions of accounts and roles, the zone, and what a user is, are there at the start and followed", () => {
  const tables = new PlainTables();
  tables.putAccount({ ...account, restrictions: { countries: ["NL"] }, zone: "Europe/Brussels" });
  tables.putRole("reader", ["invoices:read"], { operations: ["readInvoice"] });
  tables.putRole("writer", ["clients"]);
  tables.putUser({ ...user, password: { version: 3, bootstrap: true, form: "plain" } });
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const found = snapshot.findAccount("C1");
  assert.deepEqual([found?.restrictions, found?.zone], [{ countries: new Set(["NL"]) }, "Europe/Brussels"]);
  const reader = { role: "reader", restrictions: { operations: new Set(["readInvoice"]) } };
  const narrowed = () => snapshot.findUserById("usr_1")?.memberships.get("C1")?.restrictions;
  assert.deepEqual(narrowed(), [reader]);
  const { kind, passwordChangeDue } = snapshot.findUserById("usr_1") ?? {};
  assert.deepEqual([kind, passwordChangeDue], ["pro", true]);
  tables.putRole("writer", ["clients"], { countries: ["BE"] });
  assert.deepEqual(narrowed(), [reader, { role: "writer", restrictions: { countries: new Set(["BE"]) } }]);
});

test("a key made to end with its creator says whom it ends with", () => {
  const tables = new PlainTables();
  tables.putAccount(account);
  tables.putKey({ ...key, boundTo: "usr_1" }, ["one"]);
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  assert.equal(snapshot.findKey("one")?.boundTo, "usr_1");
  tables.putKey({ ...key, boundTo: undefined }, []);
  assert.equal(snapshot.findKey("one")?.boundTo, undefined);
});

test("locks and epochs are there at the start and followed, each of its kind alone", () => {
  const tables = new PlainTables();
  tables.lock("environment", "a b");
  tables.raiseEpoch("user", "a b");
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const locked = (id: string) => lockKinds.filter((kind) => snapshot.isLocked(kind, id));
  assert.deepEqual([locked("a b"), locked("b")], [["environment"], []]);
  assert.deepEqual([snapshot.epochOf("user", "a b"), snapshot.epochOf("key", "a b")], [1, 0]);
  for (const kind of lockKinds) tables.lock(kind, "x");
  assert.deepEqual(locked("x"), [...lockKinds]);
  for (const kind of lockKinds) tables.unlock(kind, "x");
  tables.raiseEpoch("user", "a b");
  assert.deepEqual([locked("x"), snapshot.epochOf("user", "a b")], [[], 2]);
});
