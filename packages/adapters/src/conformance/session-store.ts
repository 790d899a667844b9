import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Session, SessionStore } from "@clavis/directory";
import type { SessionRows } from "../sessions/session-rows.ts";
import { testTime } from "./test-directory.ts";

/** Opens an empty store of sessions, closed and removed after the test. */
export type OpenSessions = (t: TestContext) => SessionStore & SessionRows;

const hour = 3_600_000;

const sampleSession = (id: string, changes: Partial<Session> = {}): Session => ({
  id,
  environment: "production",
  user: "usr_1",
  application: "agenda",
  openedAt: testTime,
  openedFrom: "192.0.2.1",
  usedAt: testTime,
  usedFrom: "192.0.2.1",
  endsAt: testTime + 24 * hour,
  end: undefined,
  epochs: { user: 3, application: 0, environment: 1 },
  ...changes,
});

const digest = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const logout = { time: testTime + 5, reason: "logout" } as const;

/** What the port `SessionStore` promises, as tests of one engine. */
export function testSessionStore(engine: string, open: OpenSessions): void {
  test(`${engine}: a session is found by its id and its secret's digest, as it was written`, async (t) => {
    const store = open(t);
    const whole = sampleSession("ses_1");
    const bare = sampleSession("ses_2", {
      application: undefined,
      openedFrom: undefined,
      usedFrom: undefined,
      epochs: {},
    });
    await store.insert(whole, digest(1), []);
    await store.insert(bare, digest(2), []);
    assert.deepEqual(await store.find("ses_1"), whole);
    assert.deepEqual(store.findByDigest(digest(1)), whole);
    assert.deepEqual(store.findByDigest(digest(2)), bare);
    assert.equal(await store.find("ses_3"), undefined);
    assert.equal(store.findByDigest(digest(3)), undefined);
  });

  test(`${engine}: an id or digest that is taken is refused, and leaves everything as it was`, async (t) => {
    const store = open(t);
    const first = sampleSession("ses_1");
    await store.insert(first, digest(1), []);
    await assert.rejects(store.insert(sampleSession("ses_1"), digest(2), [digest(1)]));
    await assert.rejects(store.insert(sampleSession("ses_2"), digest(1), [digest(1)]));
    assert.deepEqual(await store.list({ limit: 9 }), [first]);
    assert.equal(store.findByDigest(digest(2)), undefined);
  });

  test(`${engine}: SES-01: a login ends the open session it replaces, of its own environment only`, async (t) => {
    const store = open(t);
    await store.insert(sampleSession("ses_1"), digest(1), []);
    await store.insert(sampleSession("ses_2", { environment: "sandbox" }), digest(2), []);
    await store.insert(sampleSession("ses_3", { openedAt: testTime + 7 }), digest(3), [digest(1)]);
    await store.insert(sampleSession("ses_4"), digest(4), [digest(2)]);
    await store.insert(sampleSession("ses_5"), digest(5), [digest(9)]);
    assert.deepEqual(store.findByDigest(digest(1))?.end, { time: testTime + 7, reason: "replaced" });
    assert.equal(store.findByDigest(digest(2))?.end, undefined);
    assert.equal(store.findByDigest(digest(3))?.end, undefined);
  });

  test(`${engine}: SES-03: an ended session is known to be at the next look-up, and keeps its first end`, async (t) => {
    const store = open(t);
    await store.insert(sampleSession("ses_1"), digest(1), []);
    const ended = await store.end("ses_1", logout);
    assert.deepEqual(ended, sampleSession("ses_1", { end: logout }));
    assert.deepEqual(store.findByDigest(digest(1)), ended);
    assert.deepEqual(await store.end("ses_1", { time: testTime + 9, reason: "revoked" }), ended);
    await store.insert(sampleSession("ses_2"), digest(2), [digest(1)]);
    assert.deepEqual(await store.find("ses_1"), ended);
    assert.equal(await store.end("ses_9", logout), undefined);
  });

  test(`${engine}: SES-03: the open sessions of a user end together, but for the one excepted`, async (t) => {
    const store = open(t);
    const others = { ses_3: { environment: "sandbox" }, ses_4: { user: "usr_2" }, ses_5: { end: logout } };
    for (const id of ["ses_1", "ses_2"]) await store.insert(sampleSession(id), digest(Number(id.at(-1))), []);
    for (const [id, changes] of Object.entries(others))
      await store.insert(sampleSession(id, changes), digest(Number(id.at(-1))), []);
    const end = { time: testTime + 8, reason: "revoked" } as const;
    const stillOpen = async (): Promise<readonly string[]> =>
      (await store.list({ limit: 9 })).filter((session) => session.end === undefined).map(({ id }) => id);
    assert.equal(await store.endAll({ user: "usr_1", environment: "production", except: "ses_2" }, end), 1);
    assert.deepEqual(await stillOpen(), ["ses_2", "ses_3", "ses_4"]);
    assert.equal(await store.endAll({ user: "usr_1" }, end), 2);
    assert.deepEqual(await stillOpen(), ["ses_4"]);
    assert.deepEqual((await store.find("ses_5"))?.end, logout);
  });

  test(`${engine}: sessions are listed by id, in pages, of one user or environment`, async (t) => {
    const store = open(t);
    for (const [at, environment] of ["production", "sandbox", "production", "production"].entries()) {
      const user = at === 2 ? "usr_2" : "usr_1";
      await store.insert(sampleSession(`ses_${4 - at}`, { environment, user }), digest(at), []);
    }
    const ids = async (filter: Parameters<SessionStore["list"]>[0]): Promise<readonly string[]> =>
      (await store.list(filter)).map(({ id }) => id);
    assert.deepEqual(await ids({ limit: 9 }), ["ses_1", "ses_2", "ses_3", "ses_4"]);
    assert.deepEqual(await ids({ limit: 2, after: "ses_1" }), ["ses_2", "ses_3"]);
    assert.deepEqual(await ids({ limit: 9, user: "usr_1" }), ["ses_1", "ses_3", "ses_4"]);
    assert.deepEqual(await ids({ limit: 1, user: "usr_1", after: "ses_1" }), ["ses_3"]);
    assert.deepEqual(await ids({ limit: 9, environment: "production" }), ["ses_1", "ses_2", "ses_4"]);
    assert.deepEqual(await ids({ limit: 9, user: "usr_1", environment: "sandbox" }), ["ses_3"]);
    assert.deepEqual(await ids({ limit: 9, user: "usr_3" }), []);
  });

  test(`${engine}: SES-02: a written use never moves back, nor an end, nor anything of an ended session`, async (t) => {
    const store = open(t);
    for (const number of [1, 2, 3]) await store.insert(sampleSession(`ses_${number}`), digest(number), []);
    await store.end("ses_2", logout);
    const use = (id: string, after: number, address?: string) => ({ id, time: testTime + after, address });
    await store.writeUses([
      use("ses_1", 100, "2001:db8::1"),
      use("ses_2", 100),
      use("ses_3", 24 * hour),
      use("ses_9", 1),
    ]);
    await store.writeUses([use("ses_1", 50, "192.0.2.9")]);
    assert.deepEqual(
      await store.find("ses_1"),
      sampleSession("ses_1", { usedAt: testTime + 100, usedFrom: "2001:db8::1" }),
    );
    assert.equal((await store.find("ses_2"))?.usedAt, testTime);
    assert.deepEqual(await store.find("ses_3"), sampleSession("ses_3"));
    assert.equal((await store.list({ limit: 9 })).length, 3);
  });

  test(`${engine}: the clean-up removes what ended or was idle for long enough, page by page, and nothing else`, async (t) => {
    const store = open(t);
    const early = { openedAt: testTime - 1000, usedAt: testTime - 1000 };
    const gone = [
      sampleSession("ses_1", { ...early, end: { time: testTime - 1, reason: "logout" } }),
      sampleSession("ses_2", { ...early, endsAt: testTime - 1 }),
      sampleSession("ses_3", { ...early, usedAt: testTime - 501 }),
    ];
    const kept = [
      sampleSession("ses_4", { ...early, usedAt: testTime - 400, end: { time: testTime, reason: "revoked" } }),
      sampleSession("ses_5", { ...early, usedAt: testTime - 500 }),
      sampleSession("ses_6"),
    ];
    for (const [at, session] of [...gone, ...kept].entries()) await store.insert(session, digest(at), []);
    const retention = { endedBefore: testTime, usedBefore: testTime - 500 };
    assert.deepEqual(await store.remove(retention, { limit: 2 }), { removed: 2, reached: "ses_2" });
    assert.deepEqual(await store.remove(retention, { after: "ses_2", limit: 2 }), { removed: 1, reached: "ses_4" });
    assert.deepEqual(await store.remove(retention, { after: "ses_4", limit: 2 }), { removed: 0, reached: undefined });
    assert.deepEqual(await store.list({ limit: 9 }), kept);
    assert.equal(store.findByDigest(digest(0)), undefined);
    assert.deepEqual(store.findByDigest(digest(3)), kept[0]);
    assert.deepEqual(await store.remove(retention, { after: "ses_6", limit: 2 }), { removed: 0, reached: undefined });
  });
}
