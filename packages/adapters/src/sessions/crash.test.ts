import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runAndKill } from "../conformance/killed-writer.ts";
import { openSessionDatabase } from "../session-db/session-database.ts";
import { openDatabase } from "../sqlite/database.ts";
import { SqliteSessions } from "./sqlite-sessions.ts";

const rounds = 10;
const writersPerRound = 2;
const program = join(import.meta.dirname, "testing", "crash-writer.ts");

async function assertNothingLost(path: string, acknowledged: readonly string[]): Promise<void> {
  const database = openSessionDatabase(path);
  const sessions = new SqliteSessions(database, undefined);
  for (const line of acknowledged) {
    const [what, id = ""] = line.split(" ");
    const session = await sessions.find(id);
    assert.ok(session !== undefined, `session ${id} is lost`);
    if (what === "logout") assert.equal(session.end?.reason, "logout", `the logout of ${id} is lost`);
  }
  database.close();
}

/** Sessions and what the journal says of them are of one transaction: there together or not at all. */
function assertNothingHalf(path: string): void {
  const database = openDatabase(path);
  const count = (query: string): unknown => database.prepare(`select count(*) as count from ${query}`).get()?.["count"];
  assert.equal(count("journal where kind = 'session.open'"), count("session"));
  assert.equal(count("journal where kind = 'session.logout'"), count("session where ended_at is not null"));
  assert.deepEqual({ ...database.prepare("pragma integrity_check").get() }, { integrity_check: "ok" });
  database.close();
}

test("SES-03: kill -9 during writes, 20 times: no acknowledged login or logout is lost", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-session-crash-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "session.db");
  openSessionDatabase(path).close();
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const killAt = (at: number): number => 1 + ((round * 7 + at * 5) % 24);
    const writers = Array.from({ length: writersPerRound }, (_, at) => runAndKill(program, path, killAt(at)));
    acknowledged.push(...(await Promise.all(writers)).flat());
  }
  await assertNothingLost(path, acknowledged);
  assertNothingHalf(path);
  assert.ok(acknowledged.length >= rounds * writersPerRound);
  t.diagnostic(`${acknowledged.length} acknowledged writes`);
});
