import assert from "node:assert/strict";
import { test } from "node:test";
import type { Account, ApiKey, AuditEntry } from "@clavis/directory";
import { openMemorySnapshot } from "./memory-snapshot.ts";
import { testDigester, testKeyId } from "./testing/plain-directory.ts";

const account: Account = { number: "C1", name: "name", enabled: true, rights: ["*"], createdAt: 0, revision: 1 };

const key: ApiKey = {
  id: testKeyId(1),
  environment: "production",
  account: "C1",
  name: "name",
  rights: ["invoices"],
  ceiling: ["*"],
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

/** Tables as a store in memory has them after each commit. */
class Tables {
  readonly accounts = new Map<string, Account>();
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

  #append(objectKind: "account" | "key", objectId: string): void {
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
