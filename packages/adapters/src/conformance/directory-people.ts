import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change, OpenStore } from "./directory-store.ts";
import { sampleAccount, sampleLink, sampleRole, sampleUser } from "./sample-rows.ts";

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
