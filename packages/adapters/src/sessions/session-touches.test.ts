import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { StoreUnavailable } from "@clavis/core";
import { getSession, type NewSession, openSession, type Session } from "@clavis/directory";
import { hour, minute, sampleLifetimes, sampleLogin, sessionsAt } from "../conformance/sample-sessions.ts";
import { testTime } from "../conformance/test-directory.ts";
import { MemorySessions } from "./memory-sessions.ts";
import { SessionTouches, type SessionTouchesParts } from "./session-touches.ts";

/** Long enough that nothing is written but where a test asks for it. */
const interval = 1_000_000;

interface Bench {
  readonly store: MemorySessions;
  readonly touches: SessionTouches;
  /** Minutes since `testTime`. */
  setClock(minutes: number): void;
  /** The session as it is written. */
  written(session: Session): Promise<Session | undefined>;
}

function bench(t: TestContext, changes: Partial<SessionTouchesParts> = {}): Bench {
  const store = new MemorySessions();
  let now = testTime;
  const parts = { rows: store, lifetimes: sampleLifetimes, clock: () => now, interval };
  const touches = new SessionTouches({ ...parts, ...changes });
  t.after(() => touches.close());
  return {
    store,
    touches,
    setClock: (minutes) => {
      now = testTime + minutes * minute;
    },
    written: ({ id }) => store.find(id),
  };
}

const opened = async (store: MemorySessions, login: Partial<NewSession> = {}): Promise<Session> =>
  (await openSession(sessionsAt(store), sampleLogin(login))).session;
const after = (minutes: number): number => testTime + minutes * minute;

test("uses of a session are written once within its granularity, with the last of them", async (t) => {
  const { store, touches, setClock, written } = bench(t);
  const session = await opened(store);
  for (const at of [1, 2, 3.5]) touches.touch(session, after(at), `192.0.2.${at * 2}`);
  setClock(3.9);
  await touches.flush();
  assert.equal((await written(session))?.usedAt, testTime);
  setClock(4);
  await touches.flush();
  assert.deepEqual(await written(session), { ...session, usedAt: after(3.5), usedFrom: "192.0.2.7" });
});

test("a minute is the finest granularity, a twentieth of the idle time where that is longer", async (t) => {
  const lifetimes = new Map([["production", { idle: 10 * minute, absolute: hour }]]);
  const { store, touches, setClock, written } = bench(t, { lifetimes });
  const session = await opened(store);
  touches.touch(session, after(1), undefined);
  setClock(1.9);
  await touches.flush();
  assert.equal((await written(session))?.usedAt, testTime);
  setClock(2);
  await touches.flush();
  assert.equal((await written(session))?.usedAt, after(1));
});

test("SES-02: a use counts at once in this process, written or not, and is never taken back", async (t) => {
  const { store, touches } = bench(t);
  const session = await opened(store);
  touches.touch(session, after(30) + 0.7, undefined);
  assert.deepEqual(touches.useOf(session), { usedAt: after(30), perhapsUsedAt: after(30) });
  touches.touch(session, after(20), "192.0.2.9");
  assert.deepEqual(touches.useOf(session), { usedAt: after(30), perhapsUsedAt: after(30) });
  const later = { ...session, usedAt: after(40) };
  assert.deepEqual(touches.useOf(later), { usedAt: after(40), perhapsUsedAt: after(40) });
});

test("a session opened in this process has been used when its row says so, and no later", async (t) => {
  const { store, touches } = bench(t);
  const session = await opened(store);
  assert.deepEqual(touches.useOf(session), { usedAt: testTime, perhapsUsedAt: testTime });
});

test("SES-02: what a killed server may not have written is added to sessions of before, and never more", async (t) => {
  const { touches } = bench(t);
  const before = (milliseconds: number) => ({
    id: "ses_1",
    environment: "production",
    usedAt: testTime - milliseconds,
  });
  const perhaps = (milliseconds: number): number => touches.useOf(before(milliseconds)).perhapsUsedAt - testTime;
  const most = 3 * minute + interval;
  assert.equal(perhaps(most + 5), -5);
  assert.equal(perhaps(most - 5), 0);
  assert.equal(perhaps(0), 0);
  assert.equal(touches.useOf(before(most)).usedAt, testTime - most);
  touches.touch(before(0), testTime - 1, undefined);
  assert.equal(perhaps(10), -1);
});

test("closing writes every use, due or not, however many", async () => {
  const store = new MemorySessions();
  const touches = new SessionTouches({ rows: store, lifetimes: sampleLifetimes, clock: () => testTime, interval });
  const sessions = await Promise.all(Array.from({ length: 1203 }, (_, at) => opened(store, { user: `usr_${at % 2}` })));
  for (const session of sessions) touches.touch(session, after(1), undefined);
  await touches.close();
  for (const { id } of sessions) assert.equal((await store.find(id))?.usedAt, after(1));
});

test("a use noted while it is written is kept for the next time", async (t) => {
  const store = new MemorySessions();
  const gate = Promise.withResolvers<void>();
  const rows = {
    findByDigest: () => undefined,
    writeUses: async (uses: Parameters<MemorySessions["writeUses"]>[0]) => {
      await store.writeUses(uses);
      await gate.promise;
    },
  };
  const { touches, setClock } = bench(t, { rows });
  const session = await opened(store);
  touches.touch(session, after(1), undefined);
  setClock(9);
  const writing = touches.flush();
  touches.touch(session, after(9), undefined);
  gate.resolve();
  await writing;
  assert.equal(touches.useOf(session).usedAt, after(9));
  await touches.flush();
  assert.equal((await store.find(session.id))?.usedAt, after(9));
});

test("uses that can not be written are reported, kept and written later", async (t) => {
  const store = new MemorySessions();
  const problems: unknown[] = [];
  let isBroken = true;
  const rows = {
    findByDigest: () => undefined,
    writeUses: async (uses: Parameters<MemorySessions["writeUses"]>[0]) => {
      if (isBroken) throw new StoreUnavailable("full");
      await store.writeUses(uses);
    },
  };
  const { touches, setClock } = bench(t, { rows, onProblem: (error) => problems.push(error) });
  const session = await opened(store);
  touches.touch(session, after(1), undefined);
  setClock(5);
  await touches.flush();
  assert.equal(problems.length, 1);
  assert.equal(touches.useOf(session).usedAt, after(1));
  isBroken = false;
  await touches.flush();
  assert.equal((await store.find(session.id))?.usedAt, after(1));
});

test("memory is bounded: from 100,000 waiting uses on all are written, due or not", async (t) => {
  const counts: number[] = [];
  const rows = {
    findByDigest: () => undefined,
    writeUses: async (uses: readonly unknown[]) => void counts.push(uses.length),
  };
  const { touches } = bench(t, { rows });
  const environment = "production";
  for (let number = 0; number < 100_000; number++)
    touches.touch({ id: `ses_${number}`, environment }, after(1), undefined);
  await touches.flush();
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    100_000,
  );
  assert.ok(Math.max(...counts) <= 500);
});

test("SES-02: a session whose use is not yet written is shown as used, and open", async (t) => {
  const { store, touches } = bench(t);
  const session = await opened(store);
  touches.touch(session, after(59), undefined);
  const late = sessionsAt(store, after(61));
  const shown = await getSession({ ...late, uses: touches }, session.id);
  assert.deepEqual([shown.status, shown.usedAt, shown.idleEndsAt], ["open", after(59), after(119)]);
  assert.equal((await getSession(late, session.id)).status, "expired");
});
