import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { DirectoryChange, DirectoryStore } from "@clavis/directory";
import {
  accountOwner,
  sampleAccount,
  sampleDigest,
  sampleEntry,
  sampleKey,
  sampleLink,
  sampleRole,
} from "./sample-rows.ts";

/** Opens an empty store, closed and removed after the test. */
export type OpenStore = (t: TestContext) => Promise<DirectoryStore>;

export type Change = (change: DirectoryChange) => Promise<unknown>;

/** What the port `DirectoryStore` promises of changes, as tests of one engine. */
export function testChanges(engine: string, open: OpenStore): void {
  test(`${engine}: an empty store has revision 0 and nothing in it`, async (t) => {
    const store = await open(t);
    assert.equal(await store.revision(), 0);
    assert.equal(await store.findAccount("C1"), undefined);
    assert.equal(await store.findKey("key_1"), undefined);
    assert.deepEqual(await store.listAccounts({ limit: 9 }), []);
    assert.deepEqual(await store.listKeys({ limit: 9 }), []);
    assert.deepEqual(await store.listAudit({ limit: 9 }), []);
  });

  test(`${engine}: a change gives what its work gives, and all it wrote is there`, async (t) => {
    const store = await open(t);
    const account = sampleAccount("C1");
    const key = sampleKey("key_1", "C1");
    const given = await store.change(async (change) => {
      const revision = await change.append(sampleEntry("C1"));
      await change.insertAccount(account);
      await change.append(sampleEntry("key_1"));
      await change.insertKey(key, sampleDigest(1));
      return revision;
    });
    assert.equal(given, 1);
    assert.equal(await store.revision(), 2);
    assert.deepEqual(await store.findAccount("C1"), account);
    assert.deepEqual(await store.findKey("key_1"), key);
    assert.deepEqual(await store.listAudit({ limit: 9 }), [sampleEntry("C1")(1), sampleEntry("key_1")(2)]);
  });

  test(`${engine}: a change sees what it has written itself`, async (t) => {
    const store = await open(t);
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1"));
      assert.deepEqual(await change.findAccount("C1"), sampleAccount("C1"));
      await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(1));
      assert.deepEqual(await change.findKey("key_1"), sampleKey("key_1", "C1"));
    });
  });

  test(`${engine}: a change that fails leaves nothing, uses up no revision and fails with its own error`, async (t) => {
    const store = await open(t);
    await store.change((change) => change.insertAccount(sampleAccount("C1")));
    const own = new Error("own");
    const failing: Change = async (change) => {
      await change.append(sampleEntry("C2"));
      await change.insertAccount(sampleAccount("C2"));
      await change.updateAccount(sampleAccount("C1", { name: "Other" }));
      await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(1));
      throw own;
    };
    await assert.rejects(store.change(failing), (error) => error === own);
    assert.equal(await store.revision(), 0);
    assert.deepEqual(await store.listAudit({ limit: 9 }), []);
    assert.deepEqual(await store.listAccounts({ limit: 9 }), [sampleAccount("C1")]);
    assert.equal(await store.findKey("key_1"), undefined);
    assert.equal(await store.change((change) => change.append(sampleEntry("C1"))), 1);
  });

  test(`${engine}: an entry that can not be sealed fails the change`, async (t) => {
    const store = await open(t);
    const seal = (): never => {
      throw new TypeError("no entry");
    };
    await assert.rejects(
      store.change((change) => change.append(seal)),
      TypeError,
    );
    assert.equal(await store.revision(), 0);
  });

  test(`${engine}: reads do not see a change before it is committed, and do not wait for it`, async (t) => {
    const store = await open(t);
    await store.change(async (change) => {
      await change.append(sampleEntry("C1"));
      await change.insertAccount(sampleAccount("C1"));
      assert.equal(await store.revision(), 0);
      assert.equal(await store.findAccount("C1"), undefined);
    });
    assert.equal(await store.revision(), 1);
  });

  test(`${engine}: 100 changes at once queue: revisions have no gap and none sees half of another`, async (t) => {
    const store = await open(t);
    await store.change((change) => change.insertAccount(sampleAccount("C1", { name: "0" })));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, at) =>
        store.change(async (change) => {
          const before = await change.findAccount("C1");
          const revision = await change.append(sampleEntry("C1"));
          await change.updateAccount(sampleAccount("C1", { name: `${Number(before?.name) + 1}`, revision }));
          if (at % 10 === 3) throw new Error("withdrawn");
        }),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome.status === "fulfilled").length, 90);
    assert.equal(await store.revision(), 90);
    assert.equal((await store.findAccount("C1"))?.name, "90");
    const revisions = (await store.listAudit({ limit: 200 })).map((entry) => entry.revision);
    assert.deepEqual(
      revisions,
      Array.from({ length: 90 }, (_, at) => at + 1),
    );
  });

  test(`${engine}: a change that has ended can write nothing more`, async (t) => {
    const store = await open(t);
    let kept: DirectoryChange | undefined;
    await store.change(async (change) => {
      kept = change;
    });
    await assert.rejects(async () => await kept?.insertAccount(sampleAccount("C1")), Error);
    await assert.rejects(async () => await kept?.append(sampleEntry("C1")), Error);
    assert.equal(await store.findAccount("C1"), undefined);
    assert.equal(await store.revision(), 0);
  });
}

/** What the port promises of accounts, keys and audit entries. */
export function testRows(engine: string, open: OpenStore): void {
  test(`${engine}: what is taken is a conflict, what is missing is not found`, async (t) => {
    const store = await open(t);
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1"));
      await change.insertKey(sampleKey("key_1", "C1"), sampleDigest(1));
    });
    const second = [1, 2].map((version) => ({ version, last4: "efgh", createdAt: 1, endsAt: undefined }));
    const refusals: readonly (readonly [string, Change])[] = [
      ["conflict", (change) => change.insertAccount(sampleAccount("C1"))],
      ["conflict", (change) => change.insertKey(sampleKey("key_1", "C1"), sampleDigest(2))],
      ["conflict", (change) => change.insertKey(sampleKey("key_2", "C1"), sampleDigest(1))],
      ["conflict", (change) => change.addKeyVersion(sampleKey("key_1", "C1", { versions: second }), sampleDigest(1))],
      ["conflict", (change) => change.addKeyVersion(sampleKey("key_1", "C1"), sampleDigest(2))],
      ["not_found", (change) => change.insertKey(sampleKey("key_2", "C2"), sampleDigest(2))],
      ["not_found", (change) => change.updateAccount(sampleAccount("C2"))],
      ["not_found", (change) => change.updateKey(sampleKey("key_2", "C1"))],
      ["not_found", (change) => change.addKeyVersion(sampleKey("key_2", "C1"), sampleDigest(2))],
    ];
    for (const [code, work] of refusals)
      await assert.rejects(store.change(work), { name: "DirectoryError", code }, String(work));
    assert.deepEqual(await store.listKeys({ limit: 9 }), [sampleKey("key_1", "C1")]);
  });

  test(`${engine}: an account's number and creation stay, the rest can change`, async (t) => {
    const store = await open(t);
    await store.change((change) => change.insertAccount(sampleAccount("C1")));
    const changed = { name: "New", enabled: false, rights: [], revision: 7 };
    await store.change((change) => change.updateAccount(sampleAccount("C1", { ...changed, createdAt: 5 })));
    assert.deepEqual(await store.findAccount("C1"), sampleAccount("C1", changed));
  });

  test(`${engine}: KEY-03: a key's owner, creator, ceilings and links stay; what narrows it, its standing and its versions' ends can change`, async (t) => {
    const store = await open(t);
    const key = sampleKey("key_1", "C1");
    const versions = key.versions.map((version) => ({ ...version, endsAt: 1_700_000_000_500 }));
    const narrowed = {
      rights: ["clients:read"],
      restrictions: { networks: ["::1/128"] },
      expiresAt: 1_750_000_000_000,
    };
    const standing = { name: "New", enabled: false, revokedAt: 5, revokedReason: "lost", revision: 7, versions };
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1"));
      await change.insertAccount(sampleAccount("C2"));
      await change.insertKey(key, sampleDigest(1));
      const forged = {
        owner: accountOwner("C2"),
        boundTo: undefined,
        creator: "user:x",
        ceilings: [["*"]],
        links: [],
        createdAt: 9,
      } as const;
      await change.updateKey({ ...key, ...narrowed, ...standing, ...forged });
    });
    assert.deepEqual(await store.findKey("key_1"), { ...key, ...narrowed, ...standing });
  });

  test(`${engine}: KEY-06: a new version stands beside the old one, which gets its end`, async (t) => {
    const store = await open(t);
    const key = sampleKey("key_1", "C1");
    const versions = [
      ...key.versions.map((version) => ({ ...version, endsAt: 1_700_000_000_500 })),
      { version: 2, last4: "efgh", createdAt: 1_700_000_000_100, endsAt: undefined },
    ];
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1"));
      await change.insertKey(key, sampleDigest(1));
      await change.addKeyVersion({ ...key, versions, revision: 3 }, sampleDigest(2));
    });
    assert.deepEqual(await store.findKey("key_1"), { ...key, versions, revision: 3 });
  });

  test(`${engine}: a key without optional members comes back without them`, async (t) => {
    const store = await open(t);
    const bare = { restrictions: undefined, notBefore: undefined, expiresAt: undefined, boundTo: undefined };
    const keys = [
      sampleKey("key_1", "C1", bare),
      sampleKey("key_2", "C1", { ...bare, restrictions: { networks: ["::1/128"] } }),
    ];
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1"));
      for (const [at, key] of keys.entries()) await change.insertKey(key, sampleDigest(at));
    });
    assert.deepEqual(await store.listKeys({ limit: 9 }), keys);
  });

  test(`${engine}: accounts are listed by number as bytes, page by page`, async (t) => {
    const store = await open(t);
    await store.change(async (change) => {
      for (const number of ["C2", "c1", "__proto__", "C10", "constructor", "C1"])
        await change.insertAccount(sampleAccount(number));
    });
    const numbers = async (after?: string): Promise<readonly string[]> =>
      (await store.listAccounts({ limit: 3, ...(after !== undefined && { after }) })).map((account) => account.number);
    assert.deepEqual(await numbers(), ["C1", "C10", "C2"]);
    assert.deepEqual(await numbers("C2"), ["__proto__", "c1", "constructor"]);
    assert.deepEqual(await numbers("constructor"), []);
    assert.equal((await store.findAccount("__proto__"))?.number, "__proto__");
  });

  test(`${engine}: keys are listed by id and filtered by account and environment; the limit counts keys, not versions`, async (t) => {
    const store = await open(t);
    const two = [1, 2].map((version) => ({ version, last4: "efgh", createdAt: 1, endsAt: undefined }));
    await store.change(async (change) => {
      for (const number of ["C1", "C2"]) await change.insertAccount(sampleAccount(number));
      for (const [at, id] of ["key_3", "key_1", "key_4", "key_2"].entries()) {
        const environment = at < 2 ? "production" : "sandbox";
        const key = sampleKey(id, at % 2 === 0 ? "C1" : "C2", { environment });
        await change.insertKey(key, sampleDigest(at));
        await change.addKeyVersion({ ...key, versions: two }, sampleDigest(100 + at));
      }
    });
    const ids = async (filter: object): Promise<readonly string[]> =>
      (await store.listKeys({ limit: 9, ...filter })).map((key) => `${key.id}/${key.versions.length}`);
    assert.deepEqual(await ids({}), ["key_1/2", "key_2/2", "key_3/2", "key_4/2"]);
    assert.deepEqual(await ids({ limit: 1, after: "key_1" }), ["key_2/2"]);
    assert.deepEqual(await ids({ account: "C1" }), ["key_3/2", "key_4/2"]);
    assert.deepEqual(await ids({ environment: "sandbox" }), ["key_2/2", "key_4/2"]);
    assert.deepEqual(await ids({ account: "C1", environment: "sandbox", after: "key_3" }), ["key_4/2"]);
    assert.deepEqual(await ids({ account: "C3" }), []);
  });

  test(`${engine}: audit entries come back whole, by revision, page by page, of all or of one object`, async (t) => {
    const store = await open(t);
    const seals = ["C1", "C2", "C1", "C2", "C1"].map((objectId) => sampleEntry(objectId));
    seals.push(sampleEntry("key_1", { account: undefined, requestId: "r-1", objectKind: "key", action: "key.revoke" }));
    await store.change(async (change) => {
      for (const seal of seals) await change.append(seal);
    });
    const entries = seals.map((seal, at) => seal(at + 1));
    assert.deepEqual(await store.listAudit({ limit: 9 }), entries);
    assert.deepEqual(await store.listAudit({ after: 2, limit: 3 }), entries.slice(2, 5));
    assert.deepEqual(await store.listAudit({ after: 1, limit: 1, objectId: "C1" }), entries.slice(2, 3));
    assert.deepEqual(await store.listAudit({ after: 6, limit: 1 }), []);
  });

  test(`${engine}: each list of rights is told once, with something that has it, which a revoked key does not`, async (t) => {
    const store = await open(t);
    const [shared, ceiling, own, role, link] = [["a"], ["!b"], ["c:read"], ["d"], ["e"]];
    await store.change(async (change) => {
      await change.insertAccount(sampleAccount("C1", { rights: own }));
      await change.insertAccount(sampleAccount("C2", { rights: own }));
      await change.insertRole(sampleRole("reader", { rights: role }));
      await change.insertLink(sampleLink("link_1", "C1", "C2", { ceiling: link }));
      await change.insertKey(sampleKey("key_1", "C1", { rights: shared, ceilings: [shared] }), sampleDigest(1));
      await change.insertKey(
        sampleKey("key_2", "C1", { rights: shared, ceilings: [shared, ceiling] }),
        sampleDigest(2),
      );
    });
    const lists = (await store.listRights()).map((list) => JSON.stringify(list));
    assert.deepEqual(lists.toSorted(), [shared, ceiling, own, role, link].map((list) => JSON.stringify(list)).sort());
    assert.deepEqual(await store.findRightsHolder(ceiling), { kind: "key", id: "key_2" });
    assert.equal((await store.findRightsHolder(own))?.kind, "account");
    assert.deepEqual(await store.findRightsHolder(role), { kind: "role", id: "reader" });
    assert.deepEqual(await store.findRightsHolder(link), { kind: "link", id: "link_1" });
    const revoked = sampleKey("key_2", "C1", { rights: shared, ceilings: [shared, ceiling], revokedAt: 5 });
    await store.change((change) => change.updateKey(revoked));
    assert.deepEqual(await store.findRightsHolder(shared), { kind: "key", id: "key_1" });
    assert.equal(await store.findRightsHolder(ceiling), undefined);
  });
}
