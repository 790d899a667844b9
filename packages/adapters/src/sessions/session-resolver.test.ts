import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { endSession, openSession, type Session } from "@clavis/directory";
import { hour, minute, sampleLifetimes, sampleLogin, sessionsAt, sha256 } from "../conformance/sample-sessions.ts";
import { testTime } from "../conformance/test-directory.ts";
import { openSessionDatabase } from "../session-db/session-database.ts";
import { SessionResolver } from "./session-resolver.ts";
import { SessionTouches } from "./session-touches.ts";
import { SqliteSessions } from "./sqlite-sessions.ts";

interface Bench {
  readonly store: SqliteSessions;
  readonly touches: SessionTouches;
  readonly resolver: SessionResolver;
}

function bench(t: TestContext, startedAt = testTime, path = ":memory:"): Bench {
  const database = openSessionDatabase(path);
  const store = new SqliteSessions(database, undefined);
  const parts = { rows: store, lifetimes: sampleLifetimes };
  const touches = new SessionTouches({ ...parts, clock: () => startedAt, interval: 5000 });
  t.after(async () => {
    await touches.close();
    database.close();
  });
  return { store, touches, resolver: new SessionResolver({ ...parts, uses: touches, sha256 }) };
}

const opened = async (store: SqliteSessions): Promise<{ session: Session; secret: string }> =>
  await openSession(sessionsAt(store), sampleLogin({ application: "agenda", epochs: { user: 2, application: 1 } }));

test("a cookie's value gives its session with the times at which it ends", async (t) => {
  const { store, resolver } = bench(t);
  const { session, secret } = await opened(store);
  assert.deepEqual(resolver.resolve({ secret }), {
    kind: "session",
    session: {
      id: session.id,
      environment: "production",
      user: "usr_1",
      application: "agenda",
      openedAt: testTime,
      usedAt: testTime,
      idleEndsAt: testTime + hour,
      endsAt: testTime + 24 * hour,
      endedAt: undefined,
      epochs: { user: 2, application: 1 },
    },
  });
});

test("SES-01: what is no secret of a session gives none: guesses, public ids, other spellings", async (t) => {
  const { store, resolver } = bench(t);
  const { session, secret } = await opened(store);
  const others = [
    "",
    session.id,
    "0".repeat(48),
    secret.toUpperCase(),
    `${secret} `,
    secret.slice(1),
    `${secret}0`,
    "\u0000",
  ];
  for (const other of others.filter((text) => text !== secret))
    assert.deepEqual(resolver.resolve({ secret: other }), { kind: "session", session: undefined });
});

test("SES-02: in use, a session ends its idle time after the last use, and at its absolute end in any case", async (t) => {
  const { store, touches, resolver } = bench(t);
  const { session, secret } = await opened(store);
  const timesAfter = (time: number): readonly [number | undefined, number | undefined] => {
    touches.touch(session, testTime + time, undefined);
    const resolution = resolver.resolve({ secret });
    assert.ok(resolution.kind === "session");
    return [Number(resolution.session?.usedAt) - testTime, Number(resolution.session?.idleEndsAt) - testTime];
  };
  assert.deepEqual(timesAfter(30 * minute), [30 * minute, 90 * minute]);
  assert.deepEqual(timesAfter(10 * minute), [30 * minute, 90 * minute]);
  assert.deepEqual(timesAfter(23.5 * hour), [23.5 * hour, 24 * hour]);
});

test("SES-02: after a restart a session lasts up to the granularity longer, never shorter", async (t) => {
  const { store, resolver } = bench(t, testTime + 30 * minute);
  const { secret } = await opened(store);
  const resolution = resolver.resolve({ secret });
  assert.ok(resolution.kind === "session");
  assert.equal(resolution.session?.usedAt, testTime);
  assert.equal(resolution.session?.idleEndsAt, testTime + hour + 3 * minute + 5000);
});

test("SES-03: a session that was ended is given with its end by the next look-up", async (t) => {
  const { store, touches, resolver } = bench(t);
  const { session, secret } = await opened(store);
  await endSession(sessionsAt(store, testTime + 7), session.id, "logout");
  touches.touch(session, testTime + 8, undefined);
  const resolution = resolver.resolve({ secret });
  assert.ok(resolution.kind === "session");
  assert.equal(resolution.session?.endedAt, testTime + 7);
});

test("a store that can not be read is unavailable, and not a session that does not exist", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-resolver-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "session.db");
  const { store, resolver } = bench(t, testTime, path);
  const { secret } = await opened(store);
  rmSync(path);
  assert.deepEqual(resolver.resolve({ secret }), { kind: "unavailable" });
});
