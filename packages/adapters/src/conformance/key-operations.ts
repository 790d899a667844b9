import assert from "node:assert/strict";
import { test } from "node:test";
import { isApiKeyForm } from "@clavis/core";
import {
  createAccount,
  createKey,
  type Directory,
  getKey,
  type IssuedKey,
  isSealed,
  listAudit,
  listKeys,
  type NewKey,
  revokeKey,
  rotateKey,
  setKeyEnabled,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { accountOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";
const plain: NewKey = { owner: accountOwner("CKLANT001"), environment: "production", name: "Till" };
const make = (directory: Directory, input: Partial<NewKey> = {}): Promise<IssuedKey> =>
  createKey(directory, actor, { ...plain, ...input });

/** A directory with the account CKLANT001, whose rights are `invoices` and `clients:read`. */
async function withAccount(open: Promise<Parameters<typeof testDirectory>[0]>): Promise<Directory> {
  const directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Klant", rights: ["invoices", "clients:read"] });
  return directory;
}

const at = (directory: Directory, time: number): Directory => ({ ...directory, clock: () => time });

/** What making a key promises, over one engine. */
export function testKeyCreation(engine: string, open: OpenStore): void {
  test(`${engine}: KEY-01: a key's secret has the form of its environment, is given once and stands nowhere`, async (t) => {
    const directory = await withAccount(open(t));
    const { key, secret } = await make(directory, { environment: "sandbox" });
    assert.ok(isApiKeyForm("clv", secret) && secret.startsWith("clv_test_"));
    assert.match(key.id, /^key_[0-9A-Za-z]{22}$/);
    assert.deepEqual(await getKey(directory, key.id), { ...key, creatorGone: false });
    const stored = JSON.stringify([
      key,
      await listKeys(directory, { limit: 9 }),
      await listAudit(directory, { limit: 9 }),
    ]);
    const digest = Buffer.from(directory.digests.digest(secret).digest).toString("hex");
    for (const hidden of [secret, secret.slice(9, 39), digest]) assert.ok(!stored.includes(hidden));
  });

  test(`${engine}: without rights a key gets what the account holds now, which stays its ceiling`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory);
    assert.deepEqual(
      [key.rights, key.ceilings, key.links],
      [["invoices", "clients:read"], [["invoices", "clients:read"]], []],
    );
    assert.deepEqual([key.creator, key.createdAt, key.revision, key.enabled], [actor, testTime, 2, true]);
    assert.deepEqual(key.versions, [
      { version: 1, last4: key.versions[0]?.last4, createdAt: testTime, endsAt: undefined },
    ]);
  });

  test(`${engine}: a key is kept with all that was asked for, networks in canonical form`, async (t) => {
    const directory = await withAccount(open(t));
    const restrictions = { networks: ["2001:DB8::/32"], rate: { limit: 3, seconds: 60 } };
    const asked = {
      rights: ["invoices:read", "!invoices:delete"],
      notBefore: testTime,
      expiresAt: testTime + 1,
      restrictions,
    };
    const { key } = await make(directory, asked);
    assert.deepEqual(await getKey(directory, key.id), {
      ...key,
      ...asked,
      restrictions: { ...restrictions, networks: ["2001:db8::/32"] },
      creatorGone: false,
    });
  });

  test(`${engine}: KEY-03: rights beyond the account's are refused by place; refusing rights never are`, async (t) => {
    const directory = await withAccount(open(t));
    const rights = ["invoices:read", "clients", "!clients/C-1:read", "*"];
    assert.deepEqual(await refusal(make(directory, { rights })), {
      code: "right_missing",
      members: ["rights[1]", "rights[3]"],
    });
    assert.equal(await directory.store.revision(), 1);
  });

  test(`${engine}: every problem of a new key is named at once`, async (t) => {
    const directory = await withAccount(open(t));
    const input: NewKey = {
      owner: accountOwner("CKLANT001"),
      environment: "constructor",
      name: "",
      rights: ["?", "clients"],
      notBefore: Number.NaN,
      expiresAt: testTime,
      restrictions: { networks: ["10.0.0.1/8"], rate: { limit: 0, seconds: 1 } },
    };
    assert.deepEqual(await refusal(createKey(directory, actor, input)), {
      code: "validation_failed",
      members: [
        "environment",
        "name",
        "rights[0]",
        "notBefore",
        "expiresAt",
        "restrictions.networks[0]",
        "restrictions.rate.limit",
        "rights[1]",
      ],
    });
    assert.equal(await directory.store.revision(), 1);
  });

  test(`${engine}: an expiry must be a time, to come, and after notBefore`, async (t) => {
    const directory = await withAccount(open(t));
    const wrong = { code: "validation_failed", members: ["expiresAt"] };
    for (const expiresAt of [testTime, testTime - 1, testTime + 0.5, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])
      assert.deepEqual(await refusal(make(directory, { expiresAt })), wrong, `${expiresAt}`);
    const notBefore = testTime + 5;
    assert.deepEqual(await refusal(make(directory, { notBefore, expiresAt: notBefore })), wrong);
    await make(directory, { notBefore, expiresAt: notBefore + 1 });
  });

  test(`${engine}: an unknown or disabled account gets no key`, async (t) => {
    const directory = await withAccount(open(t));
    await createAccount(directory, actor, { number: "CKLANT002", name: "Off", enabled: false });
    for (const account of ["CKLANT002", "CKLANT003", "__proto__", ""])
      assert.deepEqual(await refusal(make(directory, { owner: accountOwner(account) })), {
        code: "validation_failed",
        members: ["account"],
      });
  });
}

/** What changing a key promises, over one engine. */
export function testKeyChanges(engine: string, open: OpenStore): void {
  test(`${engine}: a revoked key stays revoked, with its first time and reason`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory);
    const revoked = await revokeKey(at(directory, testTime + 7), actor, key.id, "lost on a train");
    assert.deepEqual(revoked, { ...key, revokedAt: testTime + 7, revokedReason: "lost on a train", revision: 3 });
    assert.deepEqual(await revokeKey(at(directory, testTime + 9), actor, key.id, "again"), revoked);
    assert.deepEqual(await getKey(directory, key.id), { ...revoked, creatorGone: false });
    assert.equal((await refusal(setKeyEnabled(directory, actor, key.id, true))).code, "conflict");
    assert.equal((await refusal(rotateKey(directory, actor, key.id, 0))).code, "conflict");
    assert.equal(await directory.store.revision(), 3);
  });

  test(`${engine}: a reason is one line of text`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory);
    for (const reason of ["", "a\nb", "a".repeat(201)])
      assert.deepEqual(await refusal(revokeKey(directory, actor, key.id, reason)), {
        code: "validation_failed",
        members: ["reason"],
      });
    assert.equal((await getKey(directory, key.id)).revokedAt, undefined);
  });

  test(`${engine}: a key is switched off and on again; what is so already is not written`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory);
    assert.equal((await setKeyEnabled(directory, actor, key.id, false)).enabled, false);
    assert.equal((await setKeyEnabled(directory, actor, key.id, false)).revision, 3);
    assert.deepEqual(await setKeyEnabled(directory, actor, key.id, true), { ...key, revision: 4 });
    const actions = (await listAudit(directory, { limit: 9, objectId: key.id })).map((entry) => entry.action);
    assert.deepEqual(actions, ["key.create", "key.disable", "key.enable"]);
  });

  test(`${engine}: KEY-06: rotation adds a version; the old one ends after the overlap, to the millisecond`, async (t) => {
    const directory = await withAccount(open(t));
    const { key, secret: first } = await make(directory, { expiresAt: testTime + 86_400_000 });
    const later = testTime + 1000;
    const { key: rotated, secret: second } = await rotateKey(at(directory, later), actor, key.id, 60);
    assert.ok(isApiKeyForm("clv", second) && second !== first);
    const ends = rotated.versions.map(({ version, createdAt, endsAt }) => ({ version, createdAt, endsAt }));
    assert.deepEqual(ends, [
      { version: 1, createdAt: testTime, endsAt: later + 60_000 },
      { version: 2, createdAt: later, endsAt: undefined },
    ]);
    assert.deepEqual({ ...rotated, versions: key.versions, revision: key.revision }, key);
    assert.deepEqual(await getKey(directory, key.id), { ...rotated, creatorGone: false });
  });

  test(`${engine}: KEY-06: a later rotation never lets an old version live longer, and 0 ends it at once`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory);
    await rotateKey(directory, actor, key.id, 60);
    await rotateKey(directory, actor, key.id, 3600);
    assert.equal(await directory.store.findEpoch("key", key.id), 0);
    const { key: rotated } = await rotateKey(directory, actor, key.id, 0);
    assert.equal(await directory.store.findEpoch("key", key.id), 1, "what was derived from the key ends with it");
    const ends = rotated.versions.map((version) => version.endsAt);
    assert.deepEqual(ends, [testTime, testTime, testTime, undefined]);
    const { key: second } = await make(directory);
    await rotateKey(directory, actor, second.id, 60);
    const { key: twice } = await rotateKey(directory, actor, second.id, 3600);
    assert.deepEqual(
      twice.versions.map((version) => version.endsAt),
      [testTime + 60_000, testTime + 3_600_000, undefined],
    );
  });

  test(`${engine}: an overlap is a whole number of seconds; an expired key and a lost environment are conflicts`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory, { expiresAt: testTime + 1 });
    for (const overlap of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 366 * 86_400 + 1])
      assert.deepEqual(await refusal(rotateKey(directory, actor, key.id, overlap)), {
        code: "validation_failed",
        members: ["overlap"],
      });
    assert.equal((await refusal(rotateKey(at(directory, testTime + 1), actor, key.id, 0))).code, "conflict");
    const without = { ...directory, settings: { ...directory.settings, environments: [] } };
    assert.equal((await refusal(rotateKey(without, actor, key.id, 0))).code, "conflict");
    assert.equal((await getKey(directory, key.id)).versions.length, 1);
  });

  test(`${engine}: every operation on an unknown key answers not found, whatever its name`, async (t) => {
    const directory = await withAccount(open(t));
    for (const id of ["key_1", "__proto__", ""]) {
      const operations = [
        getKey(directory, id),
        revokeKey(directory, actor, id, "lost"),
        setKeyEnabled(directory, actor, id, false),
        rotateKey(directory, actor, id, 0),
      ];
      for (const operation of operations) assert.equal((await refusal(operation)).code, "not_found");
    }
    assert.equal((await refusal(listKeys(directory, { account: "CKLANT009", limit: 1 }))).code, "not_found");
  });

  test(`${engine}: LOG-02: each change has one sealed audit entry with what changed, and no secret or digest`, async (t) => {
    const directory = await withAccount(open(t));
    const { key, secret } = await make(directory);
    const { secret: second } = await rotateKey(directory, "config:d.yaml", key.id, 5);
    await setKeyEnabled(directory, actor, key.id, false);
    await revokeKey(directory, actor, key.id, "lost");
    const entries = await listAudit(directory, { after: 1, limit: 9 });
    assert.deepEqual(
      entries.map((entry) => [entry.revision, entry.actor, entry.action, entry.objectId, entry.account]),
      [
        [2, actor, "key.create", key.id, "CKLANT001"],
        [3, "config:d.yaml", "key.rotate", key.id, "CKLANT001"],
        [4, actor, "key.disable", key.id, "CKLANT001"],
        [5, actor, "key.revoke", key.id, "CKLANT001"],
      ],
    );
    assert.ok(entries.every((entry) => isSealed(directory.sha256, entry)));
    assert.deepEqual(entries[2]?.detail, { before: { enabled: true }, after: { enabled: false } });
    assert.deepEqual(entries[3]?.detail, { before: {}, after: { revokedAt: testTime, revokedReason: "lost" } });
    const text = JSON.stringify(entries.map((entry) => entry.detail));
    for (const hidden of [secret, second, "digest"]) assert.ok(!text.includes(hidden));
  });
}
