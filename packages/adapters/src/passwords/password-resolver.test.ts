import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type PasswordNeed, parseAddress, type Resolution, type UserRecord } from "@clavis/core";
import { type HashedPassword, type PasswordForm, type StoredPassword, sha1Text } from "@clavis/directory";
import { Argon2Hasher, type Argon2Options } from "./argon2-hasher.ts";
import { PasswordResolver, type PasswordResolverParts } from "./password-resolver.ts";

const quick = { memory: 8, passes: 1 };

/** Counts what is hashed and verified. */
class CountingHasher extends Argon2Hasher {
  verified = 0;
  override verify(...question: Parameters<Argon2Hasher["verify"]>): Promise<boolean> {
    this.verified++;
    return super.verify(...question);
  }
}

const jan: UserRecord = {
  id: "usr_1",
  enabled: true,
  mainAccount: undefined,
  memberships: new Map(),
  passwordVersion: 1,
  passwordChangeDue: false,
  kind: "pro",
};

interface Setting {
  readonly hasher: CountingHasher;
  readonly passwords: Map<string, StoredPassword>;
  readonly rehashed: [string, StoredPassword, HashedPassword][];
  readonly errors: unknown[];
  readonly resolver: PasswordResolver;
}

/** A resolver for which `usr_1` has the password "right". */
async function setting(
  options: Partial<Argon2Options> = {},
  acceptsSha1: PasswordResolverParts["acceptsSha1"] = () => true,
): Promise<Setting> {
  const hasher = new CountingHasher({ randomBytes, ...quick, ...options });
  const passwords = new Map<string, StoredPassword>();
  passwords.set("usr_1", { hash: await hasher.hash("right"), version: 1, form: "plain" });
  const rehashed: Setting["rehashed"] = [];
  const errors: unknown[] = [];
  const resolver = new PasswordResolver({
    store: { findPassword: async (id) => passwords.get(id) },
    hasher,
    randomBytes,
    acceptsSha1,
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
  form: "plain",
  address: parseAddress("192.0.2.7"),
  ...more,
});

/** Waits for the hash that is kept after the answer. */
async function firstOf(rehashed: Setting["rehashed"]): Promise<Setting["rehashed"][number]> {
  for (let turn = 0; turn < 100_000 && rehashed.length === 0; turn++) await nextTurn();
  const [first] = rehashed;
  assert.ok(first !== undefined, "nothing was hashed again");
  return first;
}

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
  passwords.set("usr_1", { hash: await hasher.hash("new"), version: 2, form: "plain" });
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
  const hash = await new Argon2Hasher({ randomBytes, ...quick }).hash("right");
  const old: StoredPassword = { hash, version: 1, form: "plain" };
  passwords.set("usr_1", old);
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
  assert.deepEqual(rehashed, []);
  const [userId, replaced, made] = await firstOf(rehashed);
  assert.deepEqual([userId, replaced, made.form], ["usr_1", old, "plain"]);
  assert.equal(hasher.needsRehash(made.hash), false);
  assert.equal(await hasher.verify("right", made.hash), true);
});

const testSha1 = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";

/** Gives `usr_1` the password "test" in a form of the SHA-1. */
async function legacy({ passwords, hasher }: Setting, form: PasswordForm = "sha1"): Promise<StoredPassword> {
  const stored = { hash: await hasher.hash(sha1Text(testSha1)), version: 1, form };
  passwords.set("usr_1", stored);
  return stored;
}

const digest = (password: string, more: Partial<PasswordNeed> = {}): PasswordNeed =>
  need(password, { form: "sha1", ...more });

test("LEG-02: a legacy user signs in with the digest, and by Basic with the password, never with the digest", async () => {
  const set = await setting();
  await legacy(set);
  const { resolver } = set;
  assert.deepEqual(await resolver.resolve(digest(testSha1), 0), genuine);
  assert.deepEqual(await resolver.resolve(need("test"), 0), genuine);
  for (const each of [
    need(testSha1),
    need(testSha1.toUpperCase()),
    digest("test"),
    need(sha1Text(testSha1)),
    digest(""),
  ])
    assert.deepEqual(await resolver.resolve(each, 1), wrong);
});

test("LEG-01: nothing that is stored can be used to log in", async () => {
  const set = await setting();
  const { hash } = await legacy(set);
  for (const each of [
    digest(hash),
    need(hash),
    digest(hash.slice(-40)),
    need(sha1Text(testSha1)),
    digest(sha1Text(testSha1)),
  ])
    assert.deepEqual(await set.resolver.resolve(each, 0), wrong);
  assert.ok(!hash.includes(testSha1));
});

test("LEG-02: a password of 40 hex characters is a password, and no digest", async () => {
  const { resolver, passwords, hasher } = await setting();
  passwords.set("usr_1", { hash: await hasher.hash(testSha1), version: 1, form: "plain" });
  assert.deepEqual(await resolver.resolve(need(testSha1), 0), genuine);
  assert.deepEqual(await resolver.resolve(digest(testSha1), 1), wrong);
  assert.deepEqual(await resolver.resolve(need(testSha1.toUpperCase()), 1), wrong);
});

test("LEG-02: a normal user's digest is refused, also while their password is known from a minute ago", async () => {
  const { resolver, hasher } = await setting();
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
  assert.deepEqual(await resolver.resolve(digest(hasher.sha1("right")), 1), wrong);
  assert.deepEqual(await resolver.resolve(digest("right"), 1), wrong);
});

test("LEG-03: a digest may be in upper or lower case; what is no 40 hex characters is refused", async () => {
  const set = await setting();
  await legacy(set);
  assert.deepEqual(await set.resolver.resolve(digest(testSha1.toUpperCase()), 0), genuine);
  for (const other of [`${testSha1}0`, testSha1.slice(1), ` ${testSha1}`, `${testSha1.slice(0, 39)}g`])
    assert.deepEqual(await set.resolver.resolve(digest(other), 1), wrong);
});

test("AUT-07: a digest costs one hash, whoever it names and whatever it is", async () => {
  const set = await setting();
  const { resolver, hasher } = set;
  const needs = [digest(testSha1), digest("no hex"), digest(testSha1, { user: undefined, name: "nobody@domain.be" })];
  for (const [at, each] of needs.entries()) {
    assert.deepEqual(await resolver.resolve(each, 0), wrong);
    assert.equal(hasher.verified, at + 1);
  }
  await legacy(set);
  assert.deepEqual(await resolver.resolve(need("tess"), 0), wrong);
  assert.equal(hasher.verified, 4);
});

test("LEG-03: a legacy user leaves the format when told to, with the password itself, not with the digest", async () => {
  const set = await setting();
  const stored = await legacy(set, "sha1-then-plain");
  assert.deepEqual(await set.resolver.resolve(digest(testSha1), 0), genuine);
  assert.deepEqual(await set.resolver.resolve(need("test"), 0), genuine);
  const [userId, replaced, made] = await firstOf(set.rehashed);
  assert.deepEqual([userId, replaced, made.form], ["usr_1", stored, "plain"]);
  assert.equal(await set.hasher.verify("test", made.hash), true);
  assert.equal(set.rehashed.length, 1);
});

test("LEG-03: where SHA-1 login is off for their kind, legacy users leave the format; where it is on they stay", async () => {
  const off = await setting({}, (kind) => kind !== "pro");
  await legacy(off);
  await off.resolver.resolve(need("test"), 0);
  assert.equal((await firstOf(off.rehashed))[2].form, "plain");
  const on = await setting({ passes: 2 }, (kind) => kind === "pro");
  const old = await new Argon2Hasher({ randomBytes, ...quick }).hash(sha1Text(testSha1));
  on.passwords.set("usr_1", { hash: old, version: 1, form: "sha1" });
  await on.resolver.resolve(need("test"), 0);
  const [, , made] = await firstOf(on.rehashed);
  assert.equal(made.form, "sha1");
  assert.equal(await on.hasher.verify(sha1Text(testSha1), made.hash), true);
});

test("AUT-13: a hash made elsewhere verifies, and after the log-in one of argon2id is kept", async () => {
  const { resolver, passwords, rehashed, hasher } = await setting();
  const hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  passwords.set("usr_1", { hash, version: 1, form: "plain" });
  assert.deepEqual(await resolver.resolve(need("U*V"), 0), wrong);
  assert.deepEqual(await resolver.resolve(need("U*U"), 0), genuine);
  const [, , made] = await firstOf(rehashed);
  assert.equal(await hasher.verify("U*U", made.hash), true);
  assert.equal(hasher.needsRehash(made.hash), false);
});

test("AUT-06: guesses under many names leave half of the places to who has signed in before", async () => {
  const { resolver } = await setting({ atOnce: 1, waiting: 4, memory: 4096 });
  assert.deepEqual(await resolver.resolve(need("right"), 0), genuine);
  const guesses = Array.from({ length: 20 }, (_, at) =>
    resolver.resolve(need("x", { user: undefined, name: `name${at}`, address: undefined }), 100_000),
  );
  await nextTurn();
  const again = resolver.resolve(need("right"), 100_000);
  assert.deepEqual(await again, genuine);
  const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === "wrong").length, 3);
  assert.equal(kinds.filter((kind) => kind === "overloaded").length, 17);
});

test("AUT-03: a password is the same in composed and decomposed letters, and nothing else is changed in it", async () => {
  const { resolver, passwords, hasher } = await setting();
  passwords.set("usr_1", { hash: await hasher.hash("caf\u00e9 1"), version: 1, form: "plain" });
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
    acceptsSha1: () => true,
    rehashed: async () => {},
    onError: (error) => assert.fail(String(error)),
  });
  for (let at = 0; at < 10; at++) await assert.rejects(async () => resolver.resolve(need(`${at}`), 0), /disk/);
});
