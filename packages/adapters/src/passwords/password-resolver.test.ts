import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type PasswordNeed, parseAddress, type Resolution, type UserRecord } from "@clavis/core";
import type { StoredPassword } from "@clavis/directory";
import { Argon2Hasher, type Argon2Options } from "./argon2-hasher.ts";
import { PasswordResolver } from "./password-resolver.ts";

const quick = { memory: 8, passes: 1 };

/** Counts what is hashed and verified. */
class CountingHasher extends Argon2Hasher {
  verified = 0;
  override verify(password: string, phc: string | undefined): Promise<boolean> {
    this.verified++;
    return super.verify(password, phc);
  }
}

const jan: UserRecord = {
  id: "usr_1",
  enabled: true,
  mainAccount: undefined,
  memberships: new Map(),
  passwordVersion: 1,
};

interface Setting {
  readonly hasher: CountingHasher;
  readonly passwords: Map<string, StoredPassword>;
  readonly rehashed: [string, StoredPassword, string][];
  readonly errors: unknown[];
  readonly resolver: PasswordResolver;
}

/** A resolver for which `usr_1` has the password "right". */
async function setting(options: Partial<Argon2Options> = {}): Promise<Setting> {
  const hasher = new CountingHasher({ randomBytes, ...quick, ...options });
  const passwords = new Map([["usr_1", { hash: await hasher.hash("right"), version: 1 }]]);
  const rehashed: [string, StoredPassword, string][] = [];
  const errors: unknown[] = [];
  const resolver = new PasswordResolver({
    store: { findPassword: async (id) => passwords.get(id) },
    hasher,
    randomBytes,
    rehashed: async (...change) => void rehashed.push(change),
    onError: (error) => errors.push(error),
  });
  return { hasher, passwords, rehashed, errors, resolver };
}

const need = (password: string, more: Partial<PasswordNeed> = {}): PasswordNeed => ({
  kind: "password",
  user: jan,
  name: "jan@domain.be",
  password,
  address: parseAddress("192.0.2.7"),
  ...more,
});

const genuine: Resolution = { kind: "genuine", userId: "usr_1", passwordVersion: 1 };
const wrong: Resolution = { kind: "wrong" };

test("a right password is genuine, and for a minute then answered at once, without hashing", async () => {
  const { resolver, hasher } = await setting();
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
  assert.deepEqual(resolver.resolve(need("right"), 59_999), genuine);
  assert.equal(hasher.verified, 1);
  assert.ok(resolver.resolve(need("right"), 60_000) instanceof Promise);
  assert.deepEqual(await resolver.resolve(need("wrong"), 1), wrong);
});

test("a new password ends what was known of the old one at once, and so does disabling the user", async () => {
  const { resolver, passwords, hasher } = await setting();
  await resolver.resolve(need("right"), 0);
  passwords.set("usr_1", { hash: await hasher.hash("new"), version: 2 });
  const renewed = { ...jan, passwordVersion: 2 };
  assert.deepEqual(await resolver.resolve(need("right", { user: renewed }), 1), wrong);
  assert.deepEqual(await resolver.resolve(need("new", { user: renewed }), 1), { ...genuine, passwordVersion: 2 });
  assert.deepEqual(await resolver.resolve(need("right", { user: { ...jan, enabled: false } }), 2), wrong);
});

test("AUT-07: unknown, disabled and passwordless users are wrong after as much hashing as a wrong password", async () => {
  const { resolver, hasher } = await setting();
  const needs = [
    need("x"),
    need("right", { user: undefined, name: "nobody@domain.be" }),
    need("right", { user: { ...jan, enabled: false }, name: "disabled@domain.be" }),
    need("right", { user: { ...jan, id: "usr_2", passwordVersion: 0 }, name: "new@domain.be" }),
  ];
  for (const [at, each] of needs.entries()) {
    assert.deepEqual(await resolver.resolve(each, 0), wrong);
    assert.equal(hasher.verified, at + 1);
  }
});

test("AUT-06: attempts are throttled by name, known or not, before the password is looked at", async () => {
  const { resolver, hasher } = await setting();
  for (const more of [{}, { user: undefined, name: "nobody@domain.be" }]) {
    const before = hasher.verified;
    for (let at = 0; at < 6; at++)
      assert.deepEqual(await resolver.resolve(need(`no${at}`, more), at < 5 ? 0 : 1000), wrong);
    const other = parseAddress("198.51.100.1");
    const delayed = await resolver.resolve(need("right", { ...more, address: other }), 1001);
    assert.deepEqual(delayed, { kind: "throttled", retryAfter: 2 });
    assert.equal(hasher.verified - before, 6);
  }
});

test("AUT-06: a user is not delayed by others where they have signed in before, and never locked", async () => {
  const { resolver } = await setting();
  await resolver.resolve(need("right"), 0);
  const attacker = parseAddress("198.51.100.1");
  for (let at = 0; at < 5; at++) await resolver.resolve(need(`no${at}`, { address: attacker }), 0);
  assert.equal((await resolver.resolve(need("no", { address: attacker }), 1)).kind, "throttled");
  assert.deepEqual(await resolver.resolve(need("right"), 100_000), genuine);
  assert.deepEqual(await resolver.resolve(need("right", { address: attacker }), 900_000), genuine);
});

test("a right password known from another request is not confirmed to who is delayed", async () => {
  const { resolver } = await setting();
  const attacker = parseAddress("198.51.100.1");
  for (let at = 0; at < 5; at++) await resolver.resolve(need(`no${at}`, { address: attacker }), 0);
  assert.deepEqual(await resolver.resolve(need("right"), 5000), genuine);
  for (let at = 0; at < 5; at++) await resolver.resolve(need(`no${at}`, { address: attacker }), 5000);
  const guess = await resolver.resolve(need("right", { address: attacker }), 5001);
  assert.equal(guess.kind, "throttled");
});

test("AUT-06: many different guesses at once gain nothing over one after the other", async () => {
  const { resolver, hasher } = await setting();
  const all = Array.from({ length: 30 }, (_, at) => resolver.resolve(need(`no${at}`), 0));
  const kinds = (await Promise.all(all)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === "throttled").length, 25);
  assert.equal(hasher.verified, 5);
});

test("many requests with one right password wait for one hash and are no failures", async () => {
  const { resolver, hasher } = await setting();
  const all = Array.from({ length: 30 }, () => resolver.resolve(need("right"), 0));
  for (const resolution of await Promise.all(all)) assert.deepEqual(resolution, genuine);
  assert.equal(hasher.verified, 1);
});

test("AUT-14: where too many wait the answer is overloaded, at once, and no failure is counted", async () => {
  const { resolver } = await setting({ atOnce: 1, waiting: 1, memory: 19_456 });
  const names = Array.from({ length: 60 }, (_, at) => need("x", { user: undefined, name: `name${at}` }));
  const resolutions = names.map((each) => resolver.resolve(each, 0));
  await nextTurn();
  const over = resolver.resolve(need("right"), 0);
  assert.deepEqual(over, { kind: "overloaded", retryAfter: 2 });
  const kinds = (await Promise.all(resolutions)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === "wrong").length, 2);
  assert.equal(kinds.filter((kind) => kind === "overloaded").length, 58);
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
});

test("AUT-13: after a log-in with a hash of lesser parameters, one with the present parameters is kept", async () => {
  const { resolver, passwords, rehashed, hasher } = await setting({ passes: 2 });
  const old = { hash: await new Argon2Hasher({ randomBytes, ...quick }).hash("right"), version: 1 };
  passwords.set("usr_1", old);
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
  assert.deepEqual(rehashed, []);
  for (let turn = 0; turn < 10_000 && rehashed.length === 0; turn++) await nextTurn();
  const [userId, replaced, hash = ""] = rehashed[0] ?? [];
  assert.deepEqual([userId, replaced], ["usr_1", old]);
  assert.equal(hasher.needsRehash(hash), false);
  assert.equal(await hasher.verify("right", hash), true);
});

test("AUT-03: a password is the same in composed and decomposed letters, and nothing else is changed in it", async () => {
  const { resolver, passwords, hasher } = await setting();
  passwords.set("usr_1", { hash: await hasher.hash("caf\u00e9 1"), version: 1 });
  assert.deepEqual(await resolver.resolve(need("cafe\u0301 1"), 0), genuine);
  for (const other of ["Caf\u00e9 1", "caf\u00e9 1 ", "caf\u00e91"])
    assert.deepEqual(await resolver.resolve(need(other), 0), wrong);
});

test("a store that can not be read rejects, and is nobody's failure", async () => {
  const { hasher } = await setting();
  const store = { findPassword: () => Promise.reject(new Error("the disk is gone")) };
  const resolver = new PasswordResolver({
    store,
    hasher,
    randomBytes,
    rehashed: async () => {},
    onError: (error) => assert.fail(String(error)),
  });
  for (let at = 0; at < 10; at++) await assert.rejects(async () => resolver.resolve(need(`${at}`), 0), /disk/);
});
