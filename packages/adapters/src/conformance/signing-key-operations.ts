import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  type DirectoryStore,
  ensureSigningKey,
  retireSigningKeyNow,
  rotateDueSigningKey,
  rotateSigningKey,
  type SigningDirectory,
  type SigningKey,
  type SigningSlot,
} from "@clavis/directory";
import { SealedSigningKeys } from "../tokens/signing-keys/sealed-signing-keys.ts";
import { SigningKeys } from "../tokens/signing-keys/signing-keys.ts";
import type { OpenStore } from "./directory-store.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const minute = 60_000;
const hour = 60 * minute;
const slot: SigningSlot = { environment: "production", purpose: "token", algorithm: "ES256" };
const sealed = new SealedSigningKeys(new Uint8Array(32).fill(7), randomBytes);

const directoryAt = (store: DirectoryStore, time: number, rotateEvery?: number): SigningDirectory => ({
  ...testDirectory(store, time),
  signing: { maker: sealed, times: { lead: 15 * minute, overlap: hour, rotateEvery } },
});

async function ringOf(store: DirectoryStore): Promise<SigningKeys> {
  const ring = new SigningKeys(store, sealed);
  await ring.refresh();
  return ring;
}

const kidsOf = (ring: SigningKeys, time: number): readonly unknown[] =>
  ring.jwks("production", "token", time).keys.map(({ kid }) => kid);

/** What is promised of signing keys, on one engine. */
export function testSigningKeys(engine: string, open: OpenStore): void {
  test(`${engine}: the first signing key signs at once, and asking again makes no second one`, async (t) => {
    const store = await open(t);
    const first = await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    assert.deepEqual(await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot), first);
    assert.deepEqual(await store.listSigningKeys(), [first]);
    assert.equal((await ringOf(store)).signing(slot, testTime)?.kid, first.kid);
  });

  test(`${engine}: a new key is published for the lead before it signs, the old one verifies for the overlap after`, async (t) => {
    const store = await open(t);
    const first = await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    const from = testTime + hour;
    const second = await rotateSigningKey(directoryAt(store, from), "local:anna", slot);
    const ring = await ringOf(store);
    const both = [first.kid, second.kid];
    const moments = [
      { time: from, signs: first.kid, published: both },
      { time: from + 15 * minute - 1, signs: first.kid, published: both },
      { time: from + 15 * minute, signs: second.kid, published: both },
      { time: from + 75 * minute - 1, signs: second.kid, published: both },
      { time: from + 75 * minute, signs: second.kid, published: [second.kid] },
    ];
    for (const { time, signs, published } of moments) {
      assert.equal(ring.signing(slot, time)?.kid, signs);
      assert.deepEqual(kidsOf(ring, time), published);
      assert.equal(ring.verifying(first.kid, "production", "token", time) !== undefined, published.includes(first.kid));
    }
    await assert.rejects(rotateSigningKey(directoryAt(store, from + 1), "local:anna", slot), { code: "conflict" });
  });

  test(`${engine}: the schedule rotates once, so early that the new key signs in time`, async (t) => {
    const store = await open(t);
    await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    const due = testTime + 24 * hour - 15 * minute;
    const rotateAt = (time: number): Promise<SigningKey | undefined> =>
      rotateDueSigningKey(directoryAt(store, time, 24 * hour), "config:clavis.yaml", slot);
    assert.equal(await rotateAt(due - 1), undefined);
    const given = await Promise.all([rotateAt(due), rotateAt(due), rotateAt(due)]);
    assert.deepEqual(
      given.filter((key) => key !== undefined).map(({ activeAt }) => activeAt),
      [testTime + 24 * hour],
    );
    assert.equal((await store.listSigningKeys()).length, 2);
  });

  test(`${engine}: an emergency ends a key at once, and another one signs from then on`, async (t) => {
    const store = await open(t);
    const first = await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    await retireSigningKeyNow(directoryAt(store, testTime + 5), "local:anna", first.kid);
    const ring = await ringOf(store);
    const made = ring.signing(slot, testTime + 5);
    assert.ok(made !== undefined && made.kid !== first.kid);
    assert.equal(ring.verifying(first.kid, "production", "token", testTime + 5), undefined);
    assert.deepEqual(kidsOf(ring, testTime + 5), [made.kid]);
    const waiting = await rotateSigningKey(directoryAt(store, testTime + 6), "local:anna", slot);
    await retireSigningKeyNow(directoryAt(store, testTime + 7), "local:anna", made.kid);
    assert.equal((await ringOf(store)).signing(slot, testTime + 7)?.kid, waiting.kid);
    await assert.rejects(retireSigningKeyNow(directoryAt(store, testTime), "local:anna", "sig_none"), {
      code: "not_found",
    });
  });

  test(`${engine}: no private part is in the store or the audit log, and no row opens in another's place`, async (t) => {
    const store = await open(t);
    const directory = directoryAt(store, testTime);
    for (const algorithm of ["HS256", "RS256", "ES256", "EdDSA"] as const)
      await ensureSigningKey(directory, "local:anna", { ...slot, algorithm });
    const keys = await store.listSigningKeys();
    assert.equal(keys.length, 4);
    for (const key of keys) {
      const opened = sealed.open(key);
      const bytes = opened.type === "secret" ? opened.export() : opened.export({ type: "pkcs8", format: "der" });
      assert.equal(Buffer.from(key.sealed).includes(bytes.subarray(-32)), false);
      assert.deepEqual(
        Object.keys(key.publicJwk ?? {}).filter((name) => ["d", "p", "q", "k"].includes(name)),
        [],
      );
      for (const change of [{ kid: "sig_other" }, { environment: "sandbox" }, { purpose: "assertion" as const }])
        assert.throws(() => sealed.open({ ...key, ...change }));
      assert.throws(() => new SealedSigningKeys(new Uint8Array(32).fill(8), randomBytes).open(key));
    }
    const entries = await store.listAudit({ limit: 99 });
    assert.deepEqual([...new Set(entries.map(({ action }) => action))], ["signing-key.create"]);
    const details = entries.map(({ detail }) => JSON.stringify(detail)).join();
    assert.doesNotMatch(details, /sealed|"d"|"k"|"x"/);
    assert.equal((await ringOf(store)).jwks("production", "token", testTime).keys.length, 3);
  });

  test(`${engine}: keys of another environment, purpose or algorithm are not each other's`, async (t) => {
    const store = await open(t);
    const directory = directoryAt(store, testTime);
    const key = await ensureSigningKey(directory, "local:anna", slot);
    const ring = await ringOf(store);
    for (const other of [
      { environment: "sandbox" },
      { purpose: "assertion" as const },
      { algorithm: "EdDSA" as const },
    ])
      assert.equal(ring.signing({ ...slot, ...other }, testTime), undefined);
    assert.equal(ring.verifying(key.kid, "sandbox", "token", testTime), undefined);
    assert.equal(ring.verifying(key.kid, "production", "assertion", testTime), undefined);
  });

  test(`${engine}: a signing key is stored whole, once, and only its times can change`, async (t) => {
    const store = await open(t);
    const key = await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    await assert.rejects(
      store.change((change) => change.insertSigningKey(key)),
      { code: "conflict" },
    );
    await assert.rejects(
      store.change((change) => change.updateSigningKey({ ...key, kid: "sig_none" })),
      { code: "not_found" },
    );
    const times = { activeAt: testTime + 1, retiresAt: testTime + 2, endsAt: testTime + 3, revision: 2 };
    const other = { ...key, ...times, environment: "sandbox", publicJwk: undefined, sealed: new Uint8Array(1) };
    await store.change((change) => change.updateSigningKey(other));
    assert.deepEqual(await store.listSigningKeys(), [{ ...key, ...times }]);
  });

  test(`${engine}: a ring takes in what changed, and says that it did`, async (t) => {
    const store = await open(t);
    const first = await ensureSigningKey(directoryAt(store, testTime), "local:anna", slot);
    const ring = await ringOf(store);
    const before = ring.generation;
    await ring.refresh();
    assert.equal(ring.generation, before);
    await retireSigningKeyNow(directoryAt(store, testTime), "local:anna", first.kid);
    await Promise.all([ring.refresh(), ring.refresh()]);
    assert.notEqual(ring.generation, before);
    assert.equal(ring.verifying(first.kid, "production", "token", testTime), undefined);
  });
}
