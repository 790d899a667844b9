import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { testTime } from "../../conformance/test-directory.ts";
import { openSessionDatabase } from "../../session-db/session-database.ts";
import { SqliteTokenRevocations } from "./sqlite-token-revocations.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-revoked-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.db");
}

/** Revocations as of one process more; `clock.time` moves its clock. */
function openAt(t: TestContext, path: string, clock = { time: testTime }): SqliteTokenRevocations {
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  return new SqliteTokenRevocations(database, () => clock.time);
}

test("JWT-08: what was revoked by its id is known at once, and still after a new start", async (t) => {
  const path = scratch(t);
  const revocations = openAt(t, path);
  await revocations.revoke("tok_1", testTime + 1000);
  assert.deepEqual(
    ["tok_1", "tok_2", "TOK_1", "__proto__"].map((id) => revocations.isRevoked(id)),
    [true, false, false, false],
  );
  assert.equal(openAt(t, path).isRevoked("tok_1"), true);
});

test("JWT-09: another process on the machine refuses it by the next turn of its event loop", async (t) => {
  const path = scratch(t);
  const [one, other] = [openAt(t, path), openAt(t, path)];
  for (let at = 0; at < 20; at++) {
    assert.equal(other.isRevoked(`tok_${at}`), false);
    await one.revoke(`tok_${at}`, testTime + 1000);
    await nextTurn();
    assert.equal(other.isRevoked(`tok_${at}`), true);
  }
});

test("revocations that are over take no room in the file or in memory", async (t) => {
  const path = scratch(t);
  const clock = { time: testTime };
  const revocations = openAt(t, path, clock);
  await revocations.revoke("fam_lasting", testTime + 1_000_000);
  await Promise.all(Array.from({ length: 900 }, (_, at) => revocations.revoke(`tok_${at}`, testTime + 1)));
  clock.time = testTime + 2;
  await Promise.all(Array.from({ length: 200 }, (_, at) => revocations.revoke(`new_${at}`, testTime + 9999)));
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  assert.deepEqual({ ...database.prepare("select count(*) as count from revoked").get() }, { count: 201 });
  assert.deepEqual(
    ["fam_lasting", "tok_5", "new_199"].map((id) => revocations.isRevoked(id)),
    [true, false, true],
  );
});

test("a revocation without a whole end is a mistake, and nothing is revoked", async (t) => {
  const revocations = openAt(t, ":memory:");
  for (const until of [Number.NaN, Number.POSITIVE_INFINITY, 1.5])
    await assert.rejects(revocations.revoke("tok_1", until), TypeError);
  assert.equal(revocations.isRevoked("tok_1"), false);
});
