import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiKey } from "@clavis/directory";
import type { Change, OpenStore } from "./directory-store.ts";
import {
  applicationOwner,
  sampleAccount,
  sampleApplication,
  sampleDigest,
  sampleKey,
  sampleLock,
} from "./sample-rows.ts";

/** What the port promises of applications, their keys, locks and epochs. */
export function testPrograms(engine: string, open: OpenStore): void {
  const own = (id: string, application: string): ApiKey =>
    sampleKey(id, "", { owner: applicationOwner(application), environment: "sandbox" });
  const fill: Change = async (change) => {
    await change.insertAccount(sampleAccount("C1"));
    for (const id of ["till", "agenda"]) await change.insertApplication(sampleApplication(id));
    await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(1));
    await change.insertKey(own("key_2", "agenda"), sampleDigest(2));
    await change.insertKey(own("key_3", "till"), sampleDigest(3));
    await change.insertLock(sampleLock("key", "key_2"));
  };

  test(`${engine}: applications come back whole, page by page; their id and creation stay, the rest can change`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const [agenda, till] = [sampleApplication("agenda"), sampleApplication("till")];
    assert.deepEqual(await store.listApplications({ limit: 9 }), [agenda, till]);
    assert.deepEqual(await store.listApplications({ limit: 1, after: "agenda" }), [till]);
    const changed = { name: "New", enabled: false, rights: [], restrictions: undefined, revision: 7 };
    await store.change((change) => change.updateApplication(sampleApplication("agenda", { ...changed, createdAt: 5 })));
    assert.deepEqual(await store.findApplication("agenda"), sampleApplication("agenda", changed));
  });

  test(`${engine}: keys of an application are found by it, and are in no account's list`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    assert.deepEqual(await store.findKey("key_2"), own("key_2", "agenda"));
    const ids = async (filter: object): Promise<readonly string[]> =>
      (await store.listKeys({ limit: 9, ...filter })).map(({ id }) => id);
    assert.deepEqual(await ids({}), ["key_1", "key_2", "key_3"]);
    assert.deepEqual(await ids({ application: "agenda" }), ["key_2"]);
    assert.deepEqual(await ids({ application: "agenda", environment: "production" }), []);
    assert.deepEqual(await ids({ account: "C1" }), ["key_1"]);
    assert.deepEqual(await ids({ account: "agenda" }), []);
    assert.deepEqual(await ids({ account: "C1", application: "agenda" }), []);
  });

  test(`${engine}: of programs and locks too, what is taken is a conflict and what is missing is not found`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const refusals: readonly (readonly [string, Change])[] = [
      ["conflict", (change) => change.insertApplication(sampleApplication("till"))],
      ["not_found", (change) => change.updateApplication(sampleApplication("other"))],
      ["not_found", (change) => change.insertKey(own("key_4", "other"), sampleDigest(4))],
      ["conflict", (change) => change.insertLock(sampleLock("key", "key_2", { reason: "again" }))],
      ["not_found", (change) => change.removeLock({ kind: "key", id: "key_1" })],
      ["not_found", (change) => change.removeLock({ kind: "user", id: "key_2" })],
    ];
    for (const [code, work] of refusals)
      await assert.rejects(store.change(work), { name: "DirectoryError", code }, String(work));
    assert.deepEqual(await store.listLocks({ limit: 9 }), [sampleLock("key", "key_2")]);
  });

  test(`${engine}: a change that fails leaves nothing of applications, locks and epochs`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const withdrawn = new Error("withdrawn");
    const failing: Change = async (change) => {
      await change.updateApplication(sampleApplication("till", { enabled: false }));
      await change.removeLock({ kind: "key", id: "key_2" });
      assert.equal(await change.findLock({ kind: "key", id: "key_2" }), undefined);
      assert.deepEqual([await change.raiseEpoch("key", "key_1"), await change.raiseEpoch("key", "key_1")], [1, 2]);
      throw withdrawn;
    };
    await assert.rejects(store.change(failing), (error) => error === withdrawn);
    assert.deepEqual(await store.findApplication("till"), sampleApplication("till"));
    assert.deepEqual(await store.findLock({ kind: "key", id: "key_2" }), sampleLock("key", "key_2"));
    assert.equal(await store.findEpoch("key", "key_1"), 0);
  });

  test(`${engine}: an application holds its list of rights`, async (t) => {
    const store = await open(t);
    await store.change((change) => change.insertApplication(sampleApplication("till", { rights: ["own"] })));
    assert.deepEqual(await store.listRights(), [["own"]]);
    assert.deepEqual(await store.findRightsHolder(["own"]), { kind: "application", id: "till" });
  });
}
