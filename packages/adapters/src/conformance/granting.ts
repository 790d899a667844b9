import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Actor,
  applyDirectory,
  createAccount,
  createKey,
  createRole,
  createUser,
  type Directory,
  type DirectoryDocument,
  type DirectoryStore,
  getKey,
  getRole,
  getUser,
  type KeyMaker,
  linkAccounts,
  listAudit,
  listLinks,
  listRoles,
  planDirectory,
  removeRole,
  revokeKey,
  rotateKey,
  setKeyEnabled,
  setMemberships,
  unlinkAccounts,
  updateKey,
  updateRole,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { keyMaker } from "./key-maker.ts";
import { refusal } from "./refusal.ts";
import { accountOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const operator = "local:anna";
const numbers = ["CACCOUNT0", "CACCOUNT1", "CACCOUNT2", "CACCOUNT3", "CACCOUNT4", "CACCOUNT5"] as const;

async function withAccounts(open: Promise<DirectoryStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  for (const number of numbers) await createAccount(directory, operator, { number, name: number });
  return directory;
}

const maker = (actor: Actor, limits: readonly (readonly string[])[], links: readonly string[] = []): KeyMaker =>
  keyMaker(actor, limits, { links });

const input = { owner: accountOwner("CACCOUNT1"), environment: "production", name: "Till" };

/** What giving roles and linking accounts promises, over one engine. */
export function testRolesAndLinks(engine: string, open: OpenStore): void {
  test(`${engine}: roles are made, changed, listed and removed while nobody has them`, async (t) => {
    const directory = await withAccounts(open(t));
    const reader = await createRole(directory, operator, { name: "reader", rights: ["invoices:read"] });
    await createRole(directory, operator, { name: "full", rights: ["*"] });
    assert.equal((await refusal(createRole(directory, operator, { name: "full", rights: [] }))).code, "conflict");
    const changed = await updateRole(directory, operator, { name: "reader", rights: ["clients"] });
    assert.deepEqual(changed, { ...reader, rights: ["clients"], revision: reader.revision + 2 });
    assert.deepEqual(await updateRole(directory, operator, { name: "reader", rights: ["clients"] }), changed);
    assert.deepEqual(
      (await listRoles(directory, { limit: 9 })).map(({ name }) => name),
      ["full", "reader"],
    );
    const user = await createUser(directory, operator, {
      email: "a@b.be",
      name: "A",
      memberships: { CACCOUNT1: ["reader"] },
    });
    assert.equal((await refusal(removeRole(directory, operator, "reader"))).code, "conflict");
    assert.deepEqual(await getRole(directory, "reader"), changed);
    await setMemberships(directory, operator, user.id, {});
    await removeRole(directory, operator, "reader");
    assert.equal((await refusal(getRole(directory, "reader"))).code, "not_found");
    const [entry] = await listAudit(directory, { after: (await directory.store.revision()) - 1, limit: 1 });
    assert.deepEqual([entry?.action, entry?.objectKind, entry?.objectId], ["role.remove", "role", "reader"]);
    assert.deepEqual(await refusal(createRole(directory, operator, { name: "a b", rights: ["?"] })), {
      code: "validation_failed",
      members: ["name", "rights[0]"],
    });
  });

  test(`${engine}: AZN-05: nobody gives a role or a ceiling beyond what they hold, nor edits a role they have`, async (t) => {
    const directory = await withAccounts(open(t));
    await createRole(directory, operator, { name: "full", rights: ["*"] });
    await createRole(directory, operator, { name: "reader", rights: ["invoices:read"] });
    const user = await createUser(directory, operator, {
      email: "a@b.be",
      name: "A",
      memberships: { CACCOUNT1: ["reader"] },
    });
    const by = maker(`user:${user.id}`, [
      ["invoices", "clients"],
      ["invoices:read", "clients:read"],
    ]);
    const before = await directory.store.revision();
    const refused = [
      createRole(directory, by, { name: "more", rights: ["invoices"] }),
      updateRole(directory, by, { name: "full", rights: ["*"] }),
      setMemberships(directory, by, user.id, { CACCOUNT1: ["full"] }),
      createUser(directory, by, { email: "b@b.be", name: "B", memberships: { CACCOUNT1: ["full"] } }),
      linkAccounts(directory, by, { portal: "CACCOUNT1", client: "CACCOUNT2" }),
      linkAccounts(directory, by, { portal: "CACCOUNT1", client: "CACCOUNT2", ceiling: ["clients"] }),
      updateRole(directory, by, { name: "reader", rights: [] }),
    ];
    for (const operation of refused) assert.equal((await refusal(operation)).code, "right_missing");
    assert.equal(await directory.store.revision(), before);
    await createRole(directory, by, { name: "less", rights: ["invoices:read", "!clients"] });
    await linkAccounts(directory, by, { portal: "CACCOUNT1", client: "CACCOUNT2", ceiling: ["clients:read"] });
  });

  test(`${engine}: a link is made once; an account itself, a circle and unknown accounts are refused`, async (t) => {
    const directory = await withAccounts(open(t));
    const [a, b, c] = numbers;
    const link = await linkAccounts(directory, operator, { portal: a, client: b, ceiling: ["invoices"] });
    assert.match(link.id, /^link_[0-9A-Za-z]{22}$/);
    assert.equal((await refusal(linkAccounts(directory, operator, { portal: a, client: b }))).code, "conflict");
    await linkAccounts(directory, operator, { portal: b, client: c });
    const wrong = { code: "validation_failed", members: ["client"] };
    for (const portal of [b, c])
      assert.deepEqual(await refusal(linkAccounts(directory, operator, { portal, client: a })), wrong);
    assert.deepEqual(await refusal(linkAccounts(directory, operator, { portal: a, client: a })), wrong);
    assert.deepEqual(await refusal(linkAccounts(directory, operator, { portal: "C9", client: "C8", ceiling: ["?"] })), {
      code: "validation_failed",
      members: ["ceiling[0]", "portal", "client"],
    });
    assert.deepEqual(
      (await listLinks(directory, { limit: 9, account: a })).map(({ client }) => client),
      [b],
    );
    assert.equal((await listLinks(directory, { limit: 9, account: b })).length, 2);
    assert.deepEqual(await directory.store.findLink(link.id), link);
  });

  test(`${engine}: four links may follow one another and no fifth, wherever it is put`, async (t) => {
    const directory = await withAccounts(open(t));
    const [a, b, c, d, e, f] = numbers;
    for (const [portal, client] of [
      [a, b],
      [b, c],
      [d, e],
      [e, f],
    ] as const)
      await linkAccounts(directory, operator, { portal, client });
    const wrong = { code: "validation_failed", members: ["client"] };
    assert.deepEqual(await refusal(linkAccounts(directory, operator, { portal: c, client: d })), wrong);
    await linkAccounts(directory, operator, { portal: c, client: e });
    assert.deepEqual(await refusal(linkAccounts(directory, operator, { portal: f, client: d })), wrong);
  });

  test(`${engine}: either side ends a link, to others it does not exist, and no key can be made over it any more`, async (t) => {
    const directory = await withAccounts(open(t));
    const [portal, client, other] = numbers;
    for (const account of [portal, client, undefined]) {
      const { id } = await linkAccounts(directory, operator, { portal, client });
      assert.equal((await refusal(unlinkAccounts(directory, "user:x", id, other))).code, "not_found");
      const by = maker("user:x", [["*"]], [id, id]);
      assert.deepEqual((await createKey(directory, by, input)).key.links, [id]);
      await unlinkAccounts(directory, "user:x", id, account);
      assert.equal((await refusal(createKey(directory, by, input))).code, "conflict");
      assert.equal((await refusal(unlinkAccounts(directory, operator, id))).code, "not_found");
    }
  });
}

/** What keys made by callers promise, over one engine. */
export function testCallersKeys(engine: string, open: OpenStore): void {
  test(`${engine}: KEY-02: each of its maker's limits becomes a ceiling; without rights a key gets all they leave`, async (t) => {
    const directory = await withAccounts(open(t));
    const limits = [["*", "!clients"], ["*"], ["invoices"], ["invoices"]];
    const { key } = await createKey(directory, maker("user:x", limits), input);
    assert.deepEqual([key.rights, key.ceilings], [["*"], [["*", "!clients"], ["invoices"]]]);
    const { creatorGone, ...kept } = await getKey(directory, key.id);
    assert.deepEqual([kept, creatorGone], [key, true]);
    const { key: one } = await createKey(directory, maker("user:x", [["*"], ["invoices"]]), input);
    assert.deepEqual([one.rights, one.ceilings], [["invoices"], [["invoices"]]]);
    const { key: all } = await createKey(directory, maker("user:x", [["*"]]), input);
    assert.deepEqual([all.rights, all.ceilings], [["*"], [["*"]]]);
  });

  test(`${engine}: KEY-04: no right beyond any of its maker's limits can be asked for, named by place`, async (t) => {
    const directory = await withAccounts(open(t));
    const before = await directory.store.revision();
    const by = maker("user:x", [
      ["*", "!clients:delete"],
      ["invoices", "clients"],
    ]);
    const rights = ["invoices:read", "clients", "*", "!invoices:delete"];
    assert.deepEqual(await refusal(createKey(directory, by, { ...input, rights })), {
      code: "right_missing",
      members: ["rights[1]", "rights[2]"],
    });
    assert.equal(await directory.store.revision(), before);
    await createKey(directory, by, { ...input, rights: ["clients:read", "invoices"] });
  });

  test(`${engine}: KEY-04: a key gives writing rights over Clavis's own modules only by name`, async (t) => {
    const directory = await withAccounts(open(t));
    const give = (own: readonly string[], right: string) =>
      createKey(directory, maker("key:k", [own, ["*"]]), { ...input, rights: [right] });
    for (const right of ["apikeys:create", "tokens", "tokens:update", "sessions:write"])
      assert.deepEqual(await refusal(give(["*", "me:update"], right)), {
        code: "right_missing",
        members: ["rights[0]"],
      });
    await give(["*"], "apikeys:read");
    await give(["*", "apikeys:create"], "apikeys:create");
    await createKey(directory, maker("user:x", [["*"]]), { ...input, rights: ["apikeys:create"] });
  });

  test(`${engine}: KEY-03: a key of another account or environment does not exist for a caller`, async (t) => {
    const directory = await withAccounts(open(t));
    const { key } = await createKey(directory, operator, input);
    for (const scope of [
      { account: "CACCOUNT2", environment: "production" },
      { account: "CACCOUNT1", environment: "sandbox" },
    ])
      for (const operation of [
        getKey(directory, key.id, scope),
        updateKey(directory, "user:x", key.id, { name: "Mine" }, scope),
        revokeKey(directory, "user:x", key.id, "mine", scope),
        rotateKey(directory, maker("user:x", [["*"]]), key.id, 0, scope),
      ])
        assert.equal((await refusal(operation)).code, "not_found");
    const own = { account: "CACCOUNT1", environment: "production" };
    assert.equal((await updateKey(directory, "user:x", key.id, { name: "Shop" }, own)).name, "Shop");
  });

  test(`${engine}: KEY-04: the secret of a key is made anew only by who holds all that it may do and ends when it does`, async (t) => {
    const directory = await withAccounts(open(t));
    const { key } = await createKey(directory, operator, { ...input, rights: ["invoices", "apikeys:update"] });
    const { id } = await linkAccounts(directory, operator, { portal: "CACCOUNT2", client: "CACCOUNT1" });
    const narrow = [
      maker("user:n", [["apikeys", "invoices:read"]]),
      maker("user:r", [["*", "!invoices:delete"]]),
      maker("user:c", [["*"], ["apikeys"]]),
      maker("key:k", [["*"]]),
      maker("user:p", [["*"]], [id]),
    ];
    for (const by of narrow) {
      assert.equal((await refusal(rotateKey(directory, by, key.id, 0))).code, "right_missing", by.actor);
    }
    assert.deepEqual((await getKey(directory, key.id)).versions, key.versions);
    for (const by of [
      maker("user:w", [["invoices", "apikeys"], ["*"]]),
      maker(`key:${key.id}`, [key.rights, ...key.ceilings]),
    ])
      assert.equal((await rotateKey(directory, by, key.id, 0)).key.id, key.id);
    const made = await createKey(directory, maker("user:p", [["*", "!clients"], ["invoices"]], [id]), input);
    const over = await rotateKey(directory, maker("user:q", [["*"], ["invoices"]], [id]), made.key.id, 0);
    assert.equal(over.key.versions.length, 2);
  });

  test(`${engine}: KEY-04: a key is renamed and narrowed, and what would widen it is refused member by member`, async (t) => {
    const directory = await withAccounts(open(t));
    const restrictions = { networks: ["10.0.0.0/8", "2001:db8::/32"], rate: { limit: 10, seconds: 60 } };
    const limits = { rights: ["invoices", "!invoices:delete"], expiresAt: testTime + 1000, restrictions };
    const { key } = await createKey(directory, operator, { ...input, ...limits });
    const wide = {
      name: "",
      rights: ["invoices:read", "clients", "invoices"],
      expiresAt: testTime + 1001,
      restrictions: { networks: ["10.1.0.0/16", "0.0.0.0/0", "::/0"], rate: { limit: 10, seconds: 30 } },
    };
    assert.deepEqual(await refusal(updateKey(directory, operator, key.id, wide)), {
      code: "validation_failed",
      members: [
        ...["name", "expiresAt", "restrictions.networks[1]", "restrictions.networks[2]", "restrictions.rate"],
        ...["rights[1]", "rights[2]"],
      ],
    });
    const burst = { restrictions: { rate: { limit: 11, seconds: 6000 } } };
    assert.equal((await refusal(updateKey(directory, operator, key.id, burst))).code, "validation_failed");
    assert.deepEqual(await updateKey(directory, operator, key.id, { expiresAt: key.expiresAt ?? 0 }), key);
    const narrow = { name: "Shop", rights: ["invoices:read"], expiresAt: testTime + 5 };
    const narrowed = await updateKey(directory, operator, key.id, {
      ...narrow,
      restrictions: { networks: ["10.1.0.0/16"] },
    });
    const kept = { networks: ["10.1.0.0/16"], rate: restrictions.rate };
    assert.deepEqual(narrowed, { ...key, ...narrow, restrictions: kept, revision: key.revision + 1 });
    assert.deepEqual(await getKey(directory, key.id), { ...narrowed, creatorGone: false });
    await setKeyEnabled(directory, operator, key.id, false);
    await revokeKey(directory, operator, key.id, "lost");
    assert.equal((await refusal(updateKey(directory, operator, key.id, { name: "Back" }))).code, "conflict");
  });
}

const document: DirectoryDocument = {
  accounts: [
    { number: "CPORTAL01", name: "Kantoor" },
    { number: "CKLANT001", name: "Klant" },
  ],
  roles: [{ name: "full", rights: ["*"] }],
  links: [{ portal: "CPORTAL01", client: "CKLANT001", ceiling: ["invoices"] }],
  users: [
    {
      email: "An@Kantoor.be",
      name: "An",
      mainAccount: "CKLANT001",
      initialPassword: "KantoorWachtwoord",
      memberships: { CPORTAL01: ["full"] },
    },
  ],
};

/** What applying a whole document promises, over one engine. */
export function testWholeDocument(engine: string, open: OpenStore): void {
  test(`${engine}: a document is planned and applied alike; its password is hashed, works at once, and is shown nowhere`, async (t) => {
    const directory = testDirectory(await open(t));
    const planned = await planDirectory(directory, document);
    assert.equal(await directory.store.revision(), 0);
    assert.deepEqual(await directory.store.listUsers({ limit: 9 }), []);
    const applied = await applyDirectory(directory, "config:d.yaml", document);
    assert.deepEqual(planned, applied);
    const done = applied.map(({ action, objectId }) => `${action} ${objectId}`);
    assert.deepEqual(done.slice(2), [
      "role.create full",
      "link.create CPORTAL01/CKLANT001",
      "user.create an@kantoor.be",
    ]);
    const user = await getUser(directory, "an@kantoor.be");
    assert.deepEqual([user.mainAccount, user.password], ["CKLANT001", { version: 1, bootstrap: false, form: "plain" }]);
    const hash = await directory.hasher.hash("KantoorWachtwoord");
    assert.deepEqual(await directory.store.findPassword(user.id), { hash, version: 1, form: "plain" });
    const text = JSON.stringify([applied, await listAudit(directory, { limit: 9 })]);
    for (const hidden of ["KantoorWachtwoord", hash]) assert.ok(!text.includes(hidden));
  });

  test(`${engine}: the same document again changes nothing, and its password never replaces one`, async (t) => {
    const directory = testDirectory(await open(t));
    await applyDirectory(directory, "config:d.yaml", document);
    const [an] = document.users ?? [];
    assert.ok(an !== undefined);
    const again = { ...document, users: [{ ...an, initialPassword: "een heel ander woord" }] };
    assert.deepEqual(await planDirectory(directory, again), []);
    assert.deepEqual(await applyDirectory(directory, "config:d.yaml", again), []);
    const { id } = await getUser(directory, "an@kantoor.be");
    const hash = await directory.hasher.hash("KantoorWachtwoord");
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 1, form: "plain" });
  });

  test(`${engine}: a changed document changes what it names; another ceiling is another link`, async (t) => {
    const directory = testDirectory(await open(t));
    await applyDirectory(directory, "config:d.yaml", document);
    const [before] = await listLinks(directory, { limit: 9 });
    const changes = await applyDirectory(directory, "config:d.yaml", {
      roles: [{ name: "full", rights: ["invoices"] }],
      links: [{ portal: "CPORTAL01", client: "CKLANT001", ceiling: ["invoices:read"] }],
      users: [{ email: "an@kantoor.be", name: "An J", enabled: false }],
    });
    const done = changes.map(({ action }) => action);
    assert.deepEqual(done, ["role.update", "link.remove", "link.create", "user.update"]);
    assert.deepEqual(changes[3]?.after, { name: "An J", enabled: false });
    const [link] = await listLinks(directory, { limit: 9 });
    assert.notEqual(link?.id, before?.id);
    const user = await getUser(directory, "an@kantoor.be");
    assert.deepEqual(user.memberships, [{ account: "CPORTAL01", roles: ["full"] }]);
  });

  test(`${engine}: AUT-01, AUT-04: every problem of a document is told at once, by place, without its passwords`, async (t) => {
    const directory = testDirectory(await open(t));
    const user = { name: "X", initialPassword: "kort" };
    const flawed = {
      ...document,
      users: [
        { ...user, email: "x@y.be" },
        { ...user, email: "X@y.be", initialPassword: "Password1" },
      ],
    };
    const error = await applyDirectory(directory, "config:d.yaml", flawed).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && !error.message.includes("Password1"));
    assert.deepEqual((await refusal(applyDirectory(directory, "config:d.yaml", flawed))).members, [
      ...["users[0].initialPassword", "users[1].initialPassword", "users[1].email"],
    ]);
    const unknown: DirectoryDocument = {
      ...document,
      links: [{ portal: "CPORTAL01", client: "CKLANT009" }],
      users: [{ email: "x@y.be", name: "X", mainAccount: "CKLANT001", memberships: { CKLANT001: ["none"] } }],
    };
    for (const operation of [planDirectory(directory, unknown), applyDirectory(directory, "config:d.yaml", unknown)])
      assert.deepEqual((await refusal(operation)).members, ["links[0].client", "users[0].memberships.CKLANT001[0]"]);
    assert.equal(await directory.store.revision(), 0);
  });
}
