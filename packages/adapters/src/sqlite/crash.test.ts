import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type AuditEntry, createAccount, type Directory, isSealed } from "@clavis/directory";
import { runAndKill } from "../conformance/killed-writer.ts";
import { testDirectory } from "../conformance/test-directory.ts";
import { openDatabase } from "./database.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const rounds = 25;
const writersPerRound = 2;

/** A change that a writer acknowledged before it died. */
interface Acknowledged {
  readonly action: string;
  readonly id: string;
  readonly revision: number;
}

async function acknowledgedBefore(path: string, killAt: number): Promise<readonly Acknowledged[]> {
  const lines = await runAndKill(join(import.meta.dirname, "testing", "crash-writer.ts"), path, killAt);
  return lines.map((line) => {
    const [action = "", id = "", revision] = line.split(" ");
    return { action, id, revision: Number(revision) };
  });
}

/** Every entry there is; fails at a gap and at a broken seal. */
async function readAudit({ store, sha256 }: Directory): Promise<readonly AuditEntry[]> {
  const entries = await store.listAudit({ limit: 1_000_000 });
  for (const [at, entry] of entries.entries()) {
    assert.equal(entry.revision, at + 1, "revisions have a gap");
    assert.ok(isSealed(sha256, entry), `entry ${entry.revision} is not what was sealed`);
  }
  assert.equal(await store.revision(), entries.length);
  return entries;
}

async function assertNothingLost(directory: Directory, acknowledged: readonly Acknowledged[]): Promise<void> {
  const entries = await readAudit(directory);
  for (const { action, id, revision } of acknowledged) {
    const entry = entries[revision - 1];
    assert.deepEqual([entry?.action, entry?.objectId], [action, id], `revision ${revision} is lost`);
    const key = await directory.store.findKey(id);
    assert.ok(key !== undefined, `key ${id} is lost`);
    if (action === "key.revoke") assert.notEqual(key.revokedAt, undefined, `the revocation of ${id} is lost`);
  }
  await assertNothingHalf(directory, entries);
}

/** Keys and audit entries of one transaction are there together or not at all, acknowledged or not. */
async function assertNothingHalf({ store }: Directory, entries: readonly AuditEntry[]): Promise<void> {
  const keys = await store.listKeys({ limit: 1_000_000 });
  const objects = (action: string): readonly string[] =>
    entries.filter((entry) => entry.action === action).map((entry) => entry.objectId);
  const ids = keys.map((key) => key.id);
  const revoked = keys.filter((key) => key.revokedAt !== undefined).map((key) => key.id);
  assert.deepEqual(objects("key.create").toSorted(), ids.toSorted());
  assert.deepEqual(objects("key.revoke").toSorted(), revoked.toSorted());
}

/** Closed again before the writers start: an open connection here would spare them the recovery after a crash. */
async function withDirectory(path: string, use: (directory: Directory) => Promise<unknown>): Promise<void> {
  const store = await openSqliteStore(path);
  await use(testDirectory(store));
  await store.close();
}

function assertSound(path: string): void {
  const database = openDatabase(path);
  assert.deepEqual({ ...database.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
  assert.deepEqual(database.prepare("pragma foreign_key_check").all(), []);
  database.close();
}

test("kill -9 during writes, 50 times: no acknowledged key, revocation or audit entry is lost", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-crash-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "clavis.db");
  await withDirectory(path, (directory) =>
    createAccount(directory, "local:crash", { number: "CKLANT001", name: "Klant" }),
  );

  const acknowledged: Acknowledged[] = [];
  for (let round = 0; round < rounds; round++) {
    const writers = Array.from({ length: writersPerRound }, (_, at) =>
      acknowledgedBefore(path, 1 + ((round * 7 + at * 5) % 24)),
    );
    acknowledged.push(...(await Promise.all(writers)).flat());
  }

  await withDirectory(path, (directory) => assertNothingLost(directory, acknowledged));
  assertSound(path);
  assert.ok(acknowledged.length >= rounds * writersPerRound);
  t.diagnostic(`${acknowledged.length} acknowledged changes`);
});
