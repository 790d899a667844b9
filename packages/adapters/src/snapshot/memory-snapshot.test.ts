import assert from "node:assert/strict";
import { test } from "node:test";
import type { Account, ApiKey, AuditEntry, Link, ObjectKind, Role, User } from "@clavis/directory";
import { openMemorySnapshot } from "./memory-snapshot.ts";
import { testDigester, testKeyId } from "./testing/plain-directory.ts";

const account: Account = { number: "C1", name: "name", enabled: true, rights: ["*"], createdAt: 0, revision: 1 };

const key: ApiKey = {
  id: testKeyId(1),
  environment: "production",
  account: "C1",
  name: "name",
  rights: ["invoices"],
  ceilings: [["*"]],
  links: [],
  restrictions: { rate: { limit: 1, seconds: 2 } },
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
  kind: undefined,
  externalId: undefined,
  attributes: undefined,
  mainAccount: "C1",
  enabled: true,
  memberships: [{ account: "C1", roles: ["reader", "writer"] }],
  password: { version: 3, bootstrap: false },
  createdAt: 0,
  revision: 1,
};

const link: Link = { id: "lnk_1", portal: "C1", client: "C2", ceiling: ["invoices:read"], createdAt: 0, revision: 1 };

/** Tables as a store in memory has them after each commit. */
class Tables {
  readonly accounts = new Map<string, Account>();
  readonly users = new Map<string, User>();
  readonly roles = new Map<string, Role>();
  readonly links = new Map<string, Link>();
  readonly keys = new Map<string, ApiKey>();
  readonly digests = new Map<string, { key: string; version: number }>();
  readonly audit: Pick<AuditEntry, "revision" | "objectKind" | "objectId">[] = [];

  putAccount(row: Account): void {
    this.accounts.set(row.number, row);
    this.#append("account", row.number);
  }

  putKey(row: ApiKey, secrets: readonly string[]): void {
    this.keys.set(row.id, row);
    for (const [at, secret] of secrets.entries())
      this.digests.set(testDigester.digestHex(secret), { key: row.id, version: at + 1 });
    this.#append("key", row.id);
  }

  putUser(row: User): void {
    this.users.set(row.id, row);
    this.#append("user", row.id);
  }

  putRole(name: string, rights: readonly string[]): void {
    this.roles.set(name, { name, rights, createdAt: 0, revision: 1 });
    this.#append("role", name);
  }

  putLink(row: Link): void {
    this.links.set(row.id, row);
    this.#append("link", row.id);
  }

  removeLink(id: string): void {
    this.links.delete(id);
    this.#append("link", id);
  }

  #append(objectKind: ObjectKind, objectId: string): void {
    this.audit.push({ revision: this.audit.length + 1, objectKind, objectId });
  }
}

test("a snapshot of a store in memory sees a commit at once, in the same turn", () => {
  const tables = new Tables();
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  assert.equal(snapshot.findKey("one"), undefined);
  tables.putAccount(account);
  tables.putKey(key, ["one"]);
  const first = snapshot.findKey("one");
  assert.deepEqual([first?.id, first?.notBefore, first?.rate], [testKeyId(1), 5, { limit: 1, seconds: 2 }]);
  assert.deepEqual([first?.account.enabled, first?.rights.texts], [true, ["invoices"]]);

  tables.putKey({ ...key, revokedAt: 9 }, []);
  assert.equal(snapshot.findKey("one")?.revokedAt, 9);
  tables.putAccount({ ...account, enabled: false });
  assert.equal(snapshot.findKey("one")?.account.enabled, false);
  assert.equal(snapshot.findAccount("C1")?.enabled, false);
  assert.equal(snapshot.revision, 4);
});

test("KEY-06: both versions of a rotated key are found, each with its own end", () => {
  const tables = new Tables();
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
  const tables = new Tables();
  for (const number of ["C1", "C2"]) tables.putAccount({ ...account, number });
  tables.putRole("reader", ["invoices:read"]);
  tables.putRole("writer", ["clients"]);
  tables.putUser(user);
  tables.putLink(link);
  const snapshot = openMemorySnapshot(tables, { digester: testDigester });
  const rightsOf = (): readonly string[] | undefined =>
    snapshot.findUser("An@Kantoor.be ")?.memberships.get("C1")?.texts;
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
  const tables = new Tables();
  tables.putAccount(account);
  tables.putKey({ ...key, ceilings: [["*"], ["invoices"], ["!clients"]], links: ["lnk_1"] }, ["one"]);
  const found = openMemorySnapshot(tables, { digester: testDigester }).findKey("one");
  assert.deepEqual(
    found?.ceilings.map(({ texts }) => texts),
    [["*"], ["invoices"], ["!clients"]],
  );
  assert.deepEqual(found?.links, ["lnk_1"]);
});
