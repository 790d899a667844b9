import assert from "node:assert/strict";
import { test } from "node:test";
import type { EpochKind } from "@clavis/core";
import {
  applyDirectory,
  createAccount,
  createApplication,
  createKey,
  createUser,
  type Directory,
  type DirectoryStore,
  findLock,
  isSealed,
  listAudit,
  listLocks,
  lock,
  raiseEpoch,
  raiseEpochIn,
  setApplicationEnabled,
  unlock,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { accountOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";

/** A directory with one of each, and their ids by kind. */
async function withEach(open: Promise<DirectoryStore>) {
  const directory: Directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Klant" });
  await createApplication(directory, actor, { id: "agenda" });
  const user = await createUser(directory, actor, { email: "an@kantoor.be", name: "An" });
  const input = { owner: accountOwner("CKLANT001"), environment: "production", name: "Till" };
  const { key } = await createKey(directory, actor, input);
  const objects: readonly (readonly [EpochKind, string])[] = [
    ["account", "CKLANT001"],
    ["application", "agenda"],
    ["environment", "sandbox"],
    ["key", key.id],
    ["user", user.id],
  ];
  return { directory, objects, user };
}

/** What locking, and ending what was derived from something, promises, over one engine. */
export function testLocks(engine: string, open: OpenStore): void {
  test(`${engine}: whatever exists is locked with a reason, listed by kind and id, and unlocked`, async (t) => {
    const { directory, objects } = await withEach(open(t));
    for (const [kind, id] of objects) {
      const made = await lock(directory, actor, { kind, id }, "stolen");
      assert.deepEqual(made, { kind, id, reason: "stolen", lockedAt: testTime, actor });
      assert.deepEqual(await findLock(directory, { kind, id }), made);
    }
    const listed = async (after?: (typeof objects)[number]) => {
      const page = { limit: 2, ...(after && { after: { kind: after[0], id: after[1] } }) };
      return (await listLocks(directory, page)).map(({ kind, id }) => [kind, id]);
    };
    assert.deepEqual(await listed(), objects.slice(0, 2));
    assert.deepEqual(await listed(objects[1]), objects.slice(2, 4));
    assert.deepEqual(await listed(objects[4]), []);
    for (const [kind, id] of objects) await unlock(directory, actor, { kind, id });
    assert.deepEqual(await listed(), []);
  });

  test(`${engine}: LOG-02: each lock and its end is an entry about the object itself`, async (t) => {
    const { directory, objects } = await withEach(open(t));
    const before = await directory.store.revision();
    for (const [kind, id] of objects) await lock(directory, actor, { kind, id }, "stolen");
    for (const [kind, id] of objects.slice(2, 4)) await unlock(directory, actor, { kind, id });
    const entries = await listAudit(directory, { after: before, limit: 9 });
    assert.deepEqual(
      entries.map(({ action, objectKind, objectId, account }) => [action, objectKind, objectId, account]),
      [
        ...objects.map(([kind, id]) => [
          `${kind}.lock`,
          kind,
          id,
          kind === "account" || kind === "key" ? "CKLANT001" : undefined,
        ]),
        ["environment.unlock", "environment", "sandbox", undefined],
        ["key.unlock", "key", objects[3]?.[1], "CKLANT001"],
      ],
    );
    assert.ok(entries.every((entry) => isSealed(directory.sha256, entry)));
    assert.deepEqual(entries[0]?.detail, { after: { reason: "stolen" } });
  });

  test(`${engine}: what is locked stays so with its first reason, and only what is locked is unlocked`, async (t) => {
    const { directory, user } = await withEach(open(t));
    const first = await lock(directory, actor, { kind: "user", id: "An@kantoor.be" }, "left");
    assert.equal(first.id, user.id);
    assert.deepEqual(await lock(directory, "local:bert", { kind: "user", id: user.id }, "again"), first);
    await unlock(directory, actor, { kind: "user", id: "an@kantoor.be" });
    assert.equal((await refusal(unlock(directory, actor, { kind: "user", id: user.id }))).code, "not_found");
    assert.equal(await findLock(directory, { kind: "user", id: user.id }), undefined);
  });

  test(`${engine}: a lock of a configured environment outlives its configuration, and can be taken off then`, async (t) => {
    const { directory } = await withEach(open(t));
    await lock(directory, actor, { kind: "environment", id: "sandbox" }, "moving");
    const without = { ...directory, settings: { ...directory.settings, environments: [] } };
    await unlock(without, actor, { kind: "environment", id: "sandbox" });
    assert.deepEqual(await listLocks(directory, { limit: 9 }), []);
  });

  test(`${engine}: what does not exist is neither locked nor ended; a reason is one line`, async (t) => {
    const { directory, objects } = await withEach(open(t));
    const before = await directory.store.revision();
    for (const [kind] of objects) {
      for (const id of ["__proto__", "", "none"]) {
        assert.equal((await refusal(lock(directory, actor, { kind, id }, "lost"))).code, "not_found", kind);
        assert.equal((await refusal(raiseEpoch(directory, actor, kind, id))).code, "not_found", kind);
      }
    }
    const target = { kind: "account", id: "CKLANT001" } as const;
    assert.deepEqual((await refusal(lock(directory, actor, target, "a\nb"))).members, ["reason"]);
    assert.equal(await directory.store.revision(), before);
  });

  test(`${engine}: SES-03: an epoch grows by one with each end of what was derived, of this object alone`, async (t) => {
    const { directory, objects } = await withEach(open(t));
    for (const [kind, id] of objects) {
      assert.equal(await directory.store.findEpoch(kind, id), 0);
      assert.equal(await raiseEpoch(directory, actor, kind, id), 1);
    }
    assert.equal(await raiseEpoch(directory, actor, "user", "an@kantoor.be"), 2);
    const epochs = await Promise.all(objects.map(([kind, id]) => directory.store.findEpoch(kind, id)));
    assert.deepEqual(epochs, [1, 1, 1, 1, 2]);
    const [entry] = await listAudit(directory, { after: (await directory.store.revision()) - 1, limit: 1 });
    assert.deepEqual([entry?.action, entry?.detail], ["user.end-derived", { after: { epoch: 2 } }]);
  });

  test(`${engine}: AUT-12: disabling an account or application ends for good what was derived from it`, async (t) => {
    const { directory } = await withEach(open(t));
    await setApplicationEnabled(directory, actor, "agenda", false);
    await setApplicationEnabled(directory, actor, "agenda", true);
    const account = { number: "CKLANT001", name: "Klant" };
    for (const enabled of [false, true, true])
      await applyDirectory(directory, "config:d.yaml", { accounts: [{ ...account, enabled }] });
    assert.equal(await directory.store.findEpoch("application", "agenda"), 1);
    assert.equal(await directory.store.findEpoch("account", "CKLANT001"), 1);
  });

  test(`${engine}: an epoch raised inside a change comes and goes with it, and takes no revision of its own`, async (t) => {
    const { directory, user } = await withEach(open(t));
    const before = await directory.store.revision();
    const withdrawn = new Error("withdrawn");
    const failing = directory.store.change(async (change) => {
      assert.equal(await raiseEpochIn(directory, change, "user", user.id), 1);
      throw withdrawn;
    });
    await assert.rejects(failing, (error) => error === withdrawn);
    assert.equal(await directory.store.findEpoch("user", user.id), 0);
    await directory.store.change((change) => raiseEpochIn(directory, change, "user", user.id));
    assert.equal(await directory.store.findEpoch("user", user.id), 1);
    assert.equal(await directory.store.revision(), before);
  });
}
