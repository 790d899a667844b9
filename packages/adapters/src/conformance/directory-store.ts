import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ApiKey, DirectoryChange, DirectoryStore } from "@clavis/directory";
import {
  accountOwner,
  applicationOwner,
  sampleAccount,
  sampleApplication,
  sampleDigest,
  sampleEntry,
  sampleKey,
  sampleLink,
  sampleLock,
  sampleRole,
  sampleUser,
} from "./sample-rows.ts";

/** Opens an empty store, closed and removed after the test. */
export type OpenStore = (t: TestContext) => Promise<DirectoryStore>;

type Change = (change: DirectoryChange) => Promise<unknown>;

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

/** What the port promises of roles, users, their secrets and links. */
export function testPeople(engine: string, open: OpenStore): void {
  const memberships = [{ account: "C1", roles: ["a", "b"] }];
  const fill: Change = async (change) => {
    for (const number of ["C1", "C2"]) await change.insertAccount(sampleAccount(number));
    for (const name of ["a", "b"]) await change.insertRole(sampleRole(name));
    await change.insertUser(sampleUser("user_1", { memberships, mainAccount: "C2" }), "hash");
    await change.insertUser(sampleUser("user_2"), undefined);
    await change.insertLink(sampleLink("link_1", "C1", "C2"));
  };

  test(`${engine}: a user's id and creation stay, everything else can change, the hash only where one is given`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const bare = {
      kind: undefined,
      externalId: undefined,
      attributes: undefined,
      mainAccount: undefined,
      enabled: false,
    };
    const changes = {
      ...bare,
      email: "new@domain.be",
      memberships: [],
      password: { version: 2, bootstrap: true, form: "sha1" },
    } as const;
    await store.change((change) => change.updateUser(sampleUser("user_1", { ...changes, createdAt: 5 })));
    assert.deepEqual(await store.findUserByEmail("new@domain.be"), sampleUser("user_1", changes));
    assert.deepEqual(await store.findPassword("user_1"), { hash: "hash", version: 2, form: "sha1" });
    await store.change((change) => change.updateUser(sampleUser("user_1", { memberships }), "other"));
    assert.deepEqual(await store.findUser("user_1"), sampleUser("user_1", { memberships }));
    assert.deepEqual(await store.findPassword("user_1"), { hash: "other", version: 0, form: "plain" });
    assert.equal(await store.findUserByEmail("new@domain.be"), undefined);
  });

  test(`${engine}: of people too, what is taken is a conflict and what is missing is not found, and nothing is left`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const secret = { digest: new Uint8Array(32).fill(1), user: "user_1", purpose: "reset", expiresAt: 9 } as const;
    await store.change((change) => change.insertUserSecret(secret));
    const stranger = (changes: Parameters<typeof sampleUser>[1]) => sampleUser("user_3", changes);
    const refusals: readonly (readonly [string, Change])[] = [
      ["conflict", (change) => change.insertRole(sampleRole("a"))],
      ["not_found", (change) => change.updateRole(sampleRole("c"))],
      ["not_found", (change) => change.removeRole("c")],
      ["conflict", (change) => change.removeRole("a")],
      ["conflict", (change) => change.insertUser(sampleUser("user_1", { email: "x@y.be" }), undefined)],
      ["conflict", (change) => change.insertUser(stranger({ email: "user_1@domain.be" }), undefined)],
      ["conflict", (change) => change.updateUser(sampleUser("user_2", { email: "user_1@domain.be" }))],
      ["not_found", (change) => change.updateUser(stranger({}))],
      ["not_found", (change) => change.insertUser(stranger({ mainAccount: "C3" }), undefined)],
      ["not_found", (change) => change.insertUser(stranger({ memberships: [{ account: "C3", roles: ["a"] }] }), "h")],
      ["not_found", (change) => change.insertUser(stranger({ memberships: [{ account: "C1", roles: ["c"] }] }), "h")],
      ["conflict", (change) => change.insertUserSecret(secret)],
      ["not_found", (change) => change.insertUserSecret({ ...secret, digest: new Uint8Array(32), user: "user_3" })],
      ["conflict", (change) => change.insertLink(sampleLink("link_2", "C1", "C2"))],
      ["not_found", (change) => change.insertLink(sampleLink("link_2", "C1", "C3"))],
      ["not_found", (change) => change.removeLink("link_2")],
    ];
    for (const [code, work] of refusals)
      await assert.rejects(store.change(work), { name: "DirectoryError", code }, String(work));
    assert.deepEqual(
      (await store.listUsers({ limit: 9 })).map(({ id }) => id),
      ["user_1", "user_2"],
    );
    assert.deepEqual(await store.listLinks({ limit: 9 }), [sampleLink("link_1", "C1", "C2")]);
  });

  test(`${engine}: KEY-05: a secret is used up once, before it expires, and not after it was withdrawn`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const digest = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);
    const use = (seed: number, time: number): Promise<boolean> =>
      store.change((change) => change.useUserSecret(digest(seed), time));
    const secrets = [1, 2, 3].map((seed) => ({ digest: digest(seed), user: "user_1", expiresAt: 10 }));
    await store.change(async (change) => {
      for (const [at, secret] of secrets.entries())
        await change.insertUserSecret({ ...secret, purpose: at < 2 ? "reset" : "invitation" });
    });
    assert.deepEqual(await store.findUserSecret(digest(1)), { ...secrets[0], purpose: "reset" });
    assert.deepEqual(
      [await use(1, 10), await use(1, 9), await use(1, 9), await use(4, 9)],
      [false, true, false, false],
    );
    assert.equal(await store.findUserSecret(digest(1)), undefined);
    await store.change((change) => change.withdrawUserSecrets("user_1", "reset", 5));
    assert.deepEqual([await use(2, 6), await use(3, 6)], [false, true]);
  });

  test(`${engine}: a change that fails leaves nothing of people, links or removals`, async (t) => {
    const store = await open(t);
    await store.change(fill);
    const withdrawn = new Error("withdrawn");
    const failing: Change = async (change) => {
      await change.removeLink("link_1");
      assert.equal(await change.findLink("link_1"), undefined);
      assert.deepEqual([await change.linksFrom("C1"), await change.linksTo("C2")], [[], []]);
      await change.updateUser(sampleUser("user_1", { enabled: false }), "other");
      await change.insertRole(sampleRole("c"));
      await change.removeRole("a");
      throw withdrawn;
    };
    await assert.rejects(store.change(failing), (error) => error === withdrawn);
    assert.deepEqual(await store.findUser("user_1"), sampleUser("user_1", { memberships, mainAccount: "C2" }));
    assert.equal((await store.findPassword("user_1"))?.hash, "hash");
    assert.deepEqual(
      (await store.listRoles({ limit: 9 })).map(({ name }) => name),
      ["a", "b"],
    );
    assert.deepEqual(await store.change((change) => change.linksTo("C2")), [sampleLink("link_1", "C1", "C2")]);
  });
}

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
