import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "@clavis/core";
import { createAccount, createKey, type DirectoryStore, revokeKey, rotateKey, setKeyEnabled } from "@clavis/directory";
import { testDirectory, testTime } from "../conformance/test-directory.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { KeyDigester } from "../secret-key/key-digester.ts";
import { deriveApiKeyPepper } from "../secret-key/key-digests.ts";
import { openSqliteStore } from "../sqlite/sqlite-store.ts";
import type { FollowingSnapshot } from "./following-snapshot.ts";
import { openMemorySnapshot } from "./memory-snapshot.ts";
import { openSqliteSnapshot } from "./sqlite-snapshot.ts";

const actor = "local:test";
const options = { digester: new KeyDigester(deriveApiKeyPepper(new Uint8Array(32).fill(9))) };

/** The life of a key, made by the directory's operations; the snapshot is open all the time. */
async function followKey(store: DirectoryStore, snapshot: FollowingSnapshot): Promise<void> {
  const directory = testDirectory(store);
  const find = (secret: string) => {
    snapshot.catchUp();
    return snapshot.findKey(secret);
  };
  await createAccount(directory, actor, { number: "CKLANT001", name: "Klant" });
  const restrictions = { networks: ["10.0.0.0/8"], rate: { limit: 5, seconds: 60 } };
  const owner = { kind: "account", number: "CKLANT001" } as const;
  const input = { owner, environment: "production", name: "till", rights: ["invoices"], restrictions };
  const made = await createKey(directory, actor, { ...input, expiresAt: testTime + 1 });
  const { id } = made.key;

  const first = find(made.secret);
  const inside = parseAddress("10.1.2.3") ?? assert.fail();
  assert.deepEqual(
    [first?.id, first?.version, first?.environment, first?.enabled, first?.expiresAt, first?.restrictions?.rate],
    [id, 1, "production", true, testTime + 1, { limit: 5, seconds: 60 }],
  );
  assert.deepEqual([first?.rights.texts, first?.ceilings.map(({ texts }) => texts)], [["invoices"], [["*"]]]);
  assert.ok(first?.owner === "account" && first.account === snapshot.findAccount("CKLANT001"));
  assert.equal(first.restrictions?.networks?.has(inside), true);
  assert.equal(find(`${made.secret}x`), undefined);

  await setKeyEnabled(directory, actor, id, false);
  assert.equal(find(made.secret)?.enabled, false);
  await setKeyEnabled(directory, actor, id, true);

  const rotated = await rotateKey(directory, actor, id, 60);
  assert.deepEqual(
    [made.secret, rotated.secret].map(find).map((key) => [key?.id, key?.slot, key?.version, key?.versionEndsAt]),
    [
      [id, first?.slot, 1, testTime + 60_000],
      [id, first?.slot, 2, Infinity],
    ],
  );

  await revokeKey(directory, actor, id, "lost");
  assert.equal(find(rotated.secret)?.revokedAt, testTime);
  assert.equal(snapshot.revision, await store.revision());
}

test("KEY-06: a snapshot of the store in memory follows a key through its life", async () => {
  const store = new MemoryStore();
  await followKey(store, openMemorySnapshot(store.committed, options));
});

test("KEY-06: a snapshot of the store in SQLite follows a key through its life", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-snapshot-"));
  const path = join(folder, "clavis.db");
  const store = await openSqliteStore(path);
  const snapshot = openSqliteSnapshot(path, options);
  try {
    await followKey(store, snapshot);
  } finally {
    snapshot.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
