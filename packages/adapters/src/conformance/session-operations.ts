import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  createUser,
  endSession,
  endSessions,
  endSessionsOf,
  getSession,
  isSessionSecretForm,
  listSessions,
  maxEndedSessions,
  maxOpenSessions,
  openSession,
  removeOldSessions,
  type Sessions,
} from "@clavis/directory";
import { MemoryStore } from "../memory/memory-store.ts";
import { refusal } from "./refusal.ts";
import { hour, minute, sampleLogin, sessionsAt, sha256 } from "./sample-sessions.ts";
import type { OpenSessions } from "./session-store.ts";
import { testDirectory, testTime } from "./test-directory.ts";

/** What may be done with sessions, as tests of one engine. */
export function testSessionOperations(engine: string, open: OpenSessions): void {
  const openedAt = (t: TestContext): ((time: number) => Sessions) => {
    const store = open(t);
    return (time) => sessionsAt(store, time);
  };

  test(`${engine}: SES-01: each login gives a secret of 192 random bits, kept as its digest alone`, async (t) => {
    const store = open(t);
    const opened = await Promise.all(
      Array.from({ length: 50 }, () => openSession(sessionsAt(store, testTime), sampleLogin())),
    );
    assert.equal(new Set(opened.map(({ secret }) => secret)).size, 50);
    for (const { secret, session } of opened) {
      assert.match(secret, /^[0-9a-f]{48}$/);
      assert.deepEqual(store.findByDigest(sha256(Buffer.from(secret))), session);
      assert.match(session.id, /^ses_[0-9A-Za-z]{22}$/);
      assert.ok(!JSON.stringify(await store.find(session.id)).includes(secret));
    }
  });

  test(`${engine}: SES-01: a secret keeps its length whatever its first bytes are`, async (t) => {
    const sessions = {
      ...sessionsAt(open(t), testTime),
      randomBytes: (count: number) => new Uint8Array(count).fill(0, 1, 2),
    };
    const { secret } = await openSession(sessions, sampleLogin());
    assert.ok(isSessionSecretForm(secret));
  });

  test(`${engine}: SES-01: the session presented beside a login is ended, and its id never adopted`, async (t) => {
    const sessions = openedAt(t)(testTime);
    const first = await openSession(sessions, sampleLogin());
    const second = await openSession(
      sessions,
      sampleLogin({ user: "usr_2", presented: ["0".repeat(48), first.secret] }),
    );
    assert.notEqual(second.secret, first.secret);
    assert.notEqual(second.session.id, first.session.id);
    assert.equal((await getSession(sessions, first.session.id)).end?.reason, "replaced");
    for (const presented of ["0".repeat(48), "chosen-by-a-client", ""]) {
      const { secret } = await openSession(sessions, sampleLogin({ presented: [presented] }));
      assert.notEqual(secret, presented);
    }
    assert.equal((await getSession(sessions, second.session.id)).status, "open");
  });

  test(`${engine}: SES-01: of two cookies beside a login neither session outlives it`, async (t) => {
    const sessions = openedAt(t)(testTime);
    const both = [await openSession(sessions, sampleLogin()), await openSession(sessions, sampleLogin())];
    await openSession(sessions, sampleLogin({ presented: both.map(({ secret }) => secret) }));
    for (const { session } of both) assert.equal((await getSession(sessions, session.id)).end?.reason, "replaced");
  });

  test(`${engine}: a user has a bounded number of open sessions in an environment: the oldest ends`, async (t) => {
    const sessions = openedAt(t);
    const open = async (count: number, from: number): Promise<readonly string[]> => {
      const opening = Array.from({ length: count }, (_, at) => openSession(sessions(from + at), sampleLogin()));
      return (await Promise.all(opening)).map(({ session }) => session.id);
    };
    const elsewhere = await openSession(sessions(testTime), sampleLogin({ environment: "sandbox" }));
    const other = await openSession(sessions(testTime), sampleLogin({ user: "usr_2" }));
    const [oldest = "", second = ""] = await open(maxOpenSessions, testTime);
    const late = sessions(testTime + maxOpenSessions);
    assert.equal((await getSession(late, oldest)).status, "open");
    await open(1, testTime + maxOpenSessions);
    assert.equal((await getSession(late, oldest)).end?.reason, "replaced");
    for (const id of [second, elsewhere.session.id, other.session.id])
      assert.equal((await getSession(late, id)).status, "open");
  });

  test(`${engine}: a user has a bounded number of ended sessions in an environment: the oldest goes`, async (t) => {
    const sessions = openedAt(t);
    const end = async (time: number, more: Parameters<typeof sampleLogin>[0] = {}): Promise<string> => {
      const { session } = await openSession(sessions(time), sampleLogin(more));
      await endSession(sessions(time), session.id, "logout");
      return session.id;
    };
    const kept = [await end(testTime, { environment: "sandbox" }), await end(testTime, { user: "usr_2" })];
    const { session: open } = await openSession(sessions(testTime), sampleLogin());
    const oldest = await end(testTime + 1);
    kept.push(await end(testTime + 2));
    await Promise.all(Array.from({ length: maxEndedSessions - 1 }, (_, at) => end(testTime + 3 + at)));
    const late = sessions(testTime + maxEndedSessions + 3);
    assert.equal((await getSession(late, oldest)).status, "ended");
    await openSession(late, sampleLogin());
    assert.equal((await refusal(getSession(late, oldest))).code, "not_found");
    for (const id of kept) assert.equal((await getSession(late, id)).status, "ended");
    assert.equal((await getSession(late, open.id)).status, "open");
  });

  test(`${engine}: a session remembers who opened it, with what, from where and under which epochs`, async (t) => {
    const sessions = openedAt(t)(testTime);
    const epochs = { user: 4, application: 0, environment: 2 };
    const { session } = await openSession(sessions, sampleLogin({ application: "agenda", epochs }));
    const found = await getSession(sessions, session.id);
    assert.deepEqual(found, {
      id: session.id,
      environment: "production",
      user: "usr_1",
      application: "agenda",
      openedAt: testTime,
      openedFrom: "192.0.2.1",
      usedAt: testTime,
      usedFrom: "192.0.2.1",
      idleEndsAt: testTime + hour,
      endsAt: testTime + 24 * hour,
      end: undefined,
      epochs,
      status: "open",
    });
    await assert.rejects(openSession(sessions, sampleLogin({ environment: "elsewhere" })), TypeError);
  });

  test(`${engine}: SES-02: a session is open until its idle time is over, and expired from then on`, async (t) => {
    const sessions = openedAt(t);
    const { session } = await openSession(sessions(testTime), sampleLogin());
    assert.equal((await getSession(sessions(testTime + hour - 1), session.id)).status, "open");
    assert.equal((await getSession(sessions(testTime + hour), session.id)).status, "expired");
  });

  test(`${engine}: SES-02: a lifetime that was shortened holds for open sessions, a longer one moves no absolute end`, async (t) => {
    const store = open(t);
    const { session } = await openSession(sessionsAt(store, testTime), sampleLogin());
    const timesUnder = async (idle: number, absolute: number): Promise<readonly number[]> => {
      const changed = { ...sessionsAt(store, testTime), lifetimes: new Map([["production", { idle, absolute }]]) };
      const { idleEndsAt, endsAt } = await getSession(changed, session.id);
      return [idleEndsAt - testTime, endsAt - testTime];
    };
    assert.deepEqual(await timesUnder(minute, 2 * hour), [minute, 2 * hour]);
    assert.deepEqual(await timesUnder(48 * hour, 48 * hour), [24 * hour, 24 * hour]);
    const gone = { ...sessionsAt(store, testTime), lifetimes: new Map() };
    assert.equal((await getSession(gone, session.id)).status, "expired");
  });

  test(`${engine}: SES-03: one session is ended by its owner, and to anybody else it does not exist`, async (t) => {
    const sessions = openedAt(t)(testTime);
    const { session } = await openSession(sessions, sampleLogin());
    const strangers = [
      { user: "usr_2", environment: "production" },
      { user: "usr_1", environment: "sandbox" },
    ];
    for (const scope of strangers) {
      assert.equal((await refusal(endSession(sessions, session.id, "logout", scope))).code, "not_found");
      assert.equal((await refusal(getSession(sessions, session.id, scope))).code, "not_found");
    }
    assert.equal((await refusal(endSession(sessions, "ses_none", "logout"))).code, "not_found");
    const own = { user: "usr_1", environment: "production" };
    assert.equal((await getSession(sessions, session.id, own)).status, "open");
    await endSession(sessions, session.id, "logout", own);
    const again = await endSession(sessions, session.id, "revoked");
    assert.deepEqual(again.end, { time: testTime, reason: "logout" });
    assert.equal((await getSession(sessions, session.id, own)).status, "ended");
  });

  test(`${engine}: SES-03: signing out everywhere raises the user's epoch and ends what is open`, async (t) => {
    const directory = testDirectory(new MemoryStore());
    const user = await createUser(directory, "local:test", { email: "fake.user@example.org", name: "Fake User" });
    const sessions = openedAt(t)(testTime);
    for (const environment of ["production", "sandbox"])
      await openSession(sessions, sampleLogin({ environment, user: user.id }));
    const { session: other } = await openSession(sessions, sampleLogin());
    assert.equal(await endSessionsOf(directory, sessions, "local:test", "fake.user@example.org"), 2);
    assert.equal(await directory.store.findEpoch("user", user.id), 1);
    assert.equal((await listSessions(sessions, { user: user.id, status: "open", limit: 9 })).length, 0);
    assert.equal((await getSession(sessions, other.id)).status, "open");
    assert.equal(await endSessionsOf(directory, sessions, "local:test", user.id), 0);
    assert.equal(await directory.store.findEpoch("user", user.id), 2);
    assert.equal((await refusal(endSessionsOf(directory, sessions, "local:test", "usr_none"))).code, "not_found");
  });

  test(`${engine}: a session is shown as ended once its user's, application's or environment's epoch is raised`, async (t) => {
    const epochs = new Map<string, number>();
    const sessions = {
      ...openedAt(t)(testTime),
      epochOf: (kind: string, id: string) => epochs.get(`${kind} ${id}`) ?? 1,
    };
    const { session } = await openSession(
      sessions,
      sampleLogin({ application: "agenda", epochs: { user: 1, application: 1, environment: 1 } }),
    );
    const statusNow = async (): Promise<string> => (await getSession(sessions, session.id)).status;
    assert.equal(await statusNow(), "open");
    for (const name of [`user ${session.user}`, "application agenda", `environment ${session.environment}`]) {
      epochs.set(name, 2);
      assert.equal(await statusNow(), "ended", name);
      assert.equal((await listSessions(sessions, { status: "open", limit: 9 })).length, 0);
      epochs.set(name, 1);
    }
    epochs.set("user usr_other", 2);
    assert.equal(await statusNow(), "open");
  });

  test(`${engine}: a page of sessions of one status is full as long as there are more`, async (t) => {
    const sessions = openedAt(t);
    const ids: string[] = [];
    for (let number = 0; number < 9; number++)
      ids.push((await openSession(sessions(testTime + number), sampleLogin())).session.id);
    const late = sessions(testTime + 10);
    for (const [number, id] of ids.entries()) if (number % 3 !== 0) await endSession(late, id, "logout");
    const page = await listSessions(late, { user: "usr_1", status: "open", limit: 2 });
    assert.deepEqual(
      page.map(({ id }) => id),
      [ids[0], ids[3]],
    );
    const rest = await listSessions(late, { status: "open", limit: 2, after: ids[3] ?? "" });
    assert.deepEqual(
      rest.map(({ id }) => id),
      [ids[6]],
    );
    assert.equal((await refusal(listSessions(late, { limit: 0 }))).code, "validation_failed");
  });

  test(`${engine}: all sessions but the caller's own end together`, async (t) => {
    const sessions = openedAt(t)(testTime);
    const own = await openSession(sessions, sampleLogin());
    for (let number = 0; number < 3; number++) await openSession(sessions, sampleLogin());
    const selection = { user: "usr_1", environment: "production", except: own.session.id };
    assert.equal(await endSessions(sessions, selection, "revoked"), 3);
    assert.equal((await getSession(sessions, own.session.id)).status, "open");
  });

  test(`${engine}: sessions are removed a day after their end, not before`, async (t) => {
    const sessions = openedAt(t);
    const { session: ended } = await openSession(sessions(testTime), sampleLogin());
    await endSession(sessions(testTime), ended.id, "logout");
    const { session: idle } = await openSession(sessions(testTime), sampleLogin());
    const { session: absolute } = await openSession(sessions(testTime), sampleLogin({ environment: "sandbox" }));
    const left = async (time: number): Promise<readonly string[]> => {
      await removeOldSessions(sessions(time));
      return (await listSessions(sessions(time), { limit: 9 })).map(({ id }) => id).sort();
    };
    assert.deepEqual(await left(testTime + 24 * hour), [ended.id, idle.id, absolute.id].sort());
    assert.deepEqual(await left(testTime + 24 * hour + 1), [idle.id, absolute.id].sort());
    assert.deepEqual(await left(testTime + 28 * hour + 1), []);
  });

  test(`${engine}: the clean-up goes through more sessions than one batch`, async (t) => {
    const store = open(t);
    const opening = Array.from({ length: 1100 }, (_, number) =>
      openSession(sessionsAt(store, testTime + number), sampleLogin({ user: `usr_${number % 2}` })),
    );
    const opened = await Promise.all(opening);
    const used = opened
      .slice(0, 3)
      .map(({ session }) => ({ id: session.id, time: testTime + 23 * hour, address: undefined }));
    await store.writeUses(used);
    assert.equal(await removeOldSessions(sessionsAt(store, testTime + 47 * hour)), 1097);
  });
}
