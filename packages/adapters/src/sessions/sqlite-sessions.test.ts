import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { endSession, endSessions, openSession } from "@clavis/directory";
import { sampleLogin, sessionsAt } from "../conformance/sample-sessions.ts";
import { testSessionOperations } from "../conformance/session-operations.ts";
import { testSessionStore } from "../conformance/session-store.ts";
import { testTime } from "../conformance/test-directory.ts";
import { openSessionDatabase, type SessionDatabase } from "../session-db/session-database.ts";
import { openDatabase } from "../sqlite/database.ts";
import { SqliteTokenFamilies } from "../tokens/families/sqlite-token-families.ts";
import { SqliteTokenRevocations } from "../tokens/revocations/sqlite-token-revocations.ts";
import { SqliteSessions } from "./sqlite-sessions.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-sessions-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.db");
}

function openAt(t: TestContext, path: string): SqliteSessions {
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  return new SqliteSessions(database, undefined);
}

const familiesIn = (database: SessionDatabase, revocations: SqliteTokenRevocations): SqliteTokenFamilies =>
  new SqliteTokenFamilies({ database, revocations, prefix: "clv", clock: () => testTime, randomBytes });

for (const suite of [testSessionStore, testSessionOperations]) suite("sqlite", (t) => openAt(t, scratch(t)));

test("sqlite: SES-03: a session ended by another process is found ended by the next look-up", async (t) => {
  const path = scratch(t);
  const [server, command] = [openAt(t, path), openAt(t, path)];
  const parts = sessionsAt(server);
  const { secret, session } = await openSession(parts, sampleLogin());
  const digest = parts.sha256(Buffer.from(secret));
  assert.equal(server.findByDigest(digest)?.end, undefined);
  await command.end(session.id, { time: 1, reason: "revoked" });
  assert.deepEqual(server.findByDigest(digest)?.end, { time: 1, reason: "revoked" });
});

test("sqlite: SES-01: no secret of a session is anywhere in the file", async (t) => {
  const path = scratch(t);
  const { secret } = await openSession(sessionsAt(openAt(t, path)), sampleLogin());
  const database = openDatabase(path);
  t.after(() => database.close());
  const rows = ["session", "journal"].flatMap((table) => database.prepare(`select * from ${table}`).all());
  const text = rows.flatMap((row) => Object.values(row)).map((value) => Buffer.from(String(value)).toString());
  assert.equal(rows.length, 2);
  assert.ok(!text.some((value) => value.includes(secret)));
});

test("sqlite: without its file no session is found, listed or opened: the store is unavailable", async (t) => {
  const path = scratch(t);
  const sessions = openAt(t, path);
  rmSync(path);
  const unavailable = { name: "StoreUnavailable" };
  assert.throws(() => sessions.findByDigest(new Uint8Array(32)), unavailable);
  await assert.rejects(sessions.list({ limit: 1 }), unavailable);
  await assert.rejects(openSession(sessionsAt(sessions), sampleLogin()), unavailable);
});

test("sqlite: what happened to sessions is in the journal, in the order of the commits", async (t) => {
  const path = scratch(t);
  const sessions = openAt(t, path);
  const parts = sessionsAt(sessions);
  const first = await openSession(parts, sampleLogin());
  const second = await openSession(parts, sampleLogin({ presented: [first.secret] }));
  await sessions.end(second.session.id, { time: 9, reason: "logout" });
  await sessions.end(second.session.id, { time: 9, reason: "logout" });
  const database = openDatabase(path);
  t.after(() => database.close());
  const rows = database.prepare("select sequence, kind, user, address, count from journal order by sequence").all();
  assert.deepEqual(
    rows.map(({ sequence, kind }) => [sequence, kind]),
    [
      [1, "session.open"],
      [2, "session.replaced"],
      [3, "session.open"],
      [4, "session.logout"],
    ],
  );
  for (const row of rows) assert.deepEqual([row["user"], row["address"], row["count"]], ["usr_1", "192.0.2.1", 1]);
});

test("sqlite: tokens of a session are refused once its end is acknowledged, as long as any can live", async (t) => {
  const path = scratch(t);
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  const revocations = new SqliteTokenRevocations(database, () => testTime);
  const families = familiesIn(database, revocations);
  const parts = sessionsAt(new SqliteSessions(database, { revocations, families, longestLife: 5000 }));
  const opened = await Promise.all(Array.from({ length: 4 }, () => openSession(parts, sampleLogin())));
  const [first, second, third, last] = opened.map(({ session }) => session.id);
  assert.ok(first !== undefined && second !== undefined && third !== undefined && last !== undefined);
  const revoked = (): readonly string[] => [first, second, third, last].filter((id) => revocations.isRevoked(id));
  await endSession(parts, first, "logout");
  assert.deepEqual(revoked(), [first]);
  await openSession(parts, sampleLogin({ user: "usr_2", presented: [opened[1]?.secret ?? ""] }));
  assert.deepEqual(revoked(), [first, second]);
  await endSessions(parts, { user: "usr_1", except: last }, "revoked");
  assert.deepEqual(revoked(), [first, second, third]);
  const until = database.prepare("select distinct until from revoked").all();
  assert.deepEqual(
    until.map((row) => row["until"]),
    [testTime + 5000],
  );
});

test("sqlite: a family of refresh tokens that was opened in a session ends with it, and others do not", async (t) => {
  const database = openSessionDatabase(scratch(t));
  t.after(() => database.close());
  const revocations = new SqliteTokenRevocations(database, () => testTime);
  const families = familiesIn(database, revocations);
  const parts = sessionsAt(new SqliteSessions(database, { revocations, families, longestLife: 5000 }));
  const openFamily = async (id: string) => {
    const rules = { idle: 1000, interval: 0, retryWindow: 1000, endsAt: testTime + 1000 };
    const source = { kind: "session", id } as const;
    return await families.open({ environment: "production", client: "-", source, epochs: {}, grant: {}, ...rules });
  };
  const [one, two] = [await openSession(parts, sampleLogin()), await openSession(parts, sampleLogin())];
  const [ended, open] = [await openFamily(one.session.id), await openFamily(two.session.id)];
  await endSession(parts, one.session.id, "logout");
  assert.deepEqual(
    [ended, open].map(({ family }) => revocations.isRevoked(family.id)),
    [true, false],
  );
  assert.equal((await families.refresh(ended.token, "-")).kind, "ended");
  assert.equal((await families.refresh(open.token, "-")).kind, "refreshed");
});
