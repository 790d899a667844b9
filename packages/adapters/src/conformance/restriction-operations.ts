import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyDirectory,
  createAccount,
  createKey,
  createRole,
  createUser,
  type Directory,
  type DirectoryStore,
  getAccount,
  getKey,
  getRole,
  isMadeBy,
  type KeyBounds,
  listAudit,
  type NewKey,
  planDirectory,
  rotateKey,
  updateAccount,
  updateKey,
  updateRole,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { keyMaker } from "./key-maker.ts";
import { refusal } from "./refusal.ts";
import { accountOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";
const plain: NewKey = { owner: accountOwner("CKLANT001"), environment: "production", name: "Till" };

async function withAccount(open: Promise<DirectoryStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Klant" });
  return directory;
}

/** What restricting accounts and roles promises, over one engine. */
export function testRestrictions(engine: string, open: OpenStore): void {
  const restrictions = { networks: ["2001:DB8::/32"], hours: "mon-fri 08:00-18:00 Europe/Brussels", expiresAt: 9 };
  const canonical = { ...restrictions, networks: ["2001:db8::/32"] };
  const lifted = { networks: null, hours: null, expiresAt: null };

  test(`${engine}: an account is restricted and freed again; what is so already is not written`, async (t) => {
    const directory = await withAccount(open(t));
    const restricted = await updateAccount(directory, actor, "CKLANT001", { restrictions });
    assert.deepEqual(restricted.restrictions, canonical);
    assert.deepEqual(await updateAccount(directory, actor, "CKLANT001", { restrictions }), restricted);
    assert.deepEqual(await getAccount(directory, "CKLANT001"), restricted);
    const free = await updateAccount(directory, actor, "CKLANT001", { restrictions: lifted });
    assert.equal(free.restrictions, undefined);
    const entries = await listAudit(directory, { after: 1, limit: 9 });
    assert.deepEqual(
      entries.map(({ action, objectId, account }) => [action, objectId, account]),
      Array(2).fill(["account.update", "CKLANT001", "CKLANT001"]),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(entries[0]?.detail)), {
      before: {},
      after: { restrictions: canonical },
    });
  });

  test(`${engine}: a role is restricted and keeps its rights, and other rights keep its restrictions`, async (t) => {
    const directory = await withAccount(open(t));
    const role = await createRole(directory, actor, { name: "full", rights: ["*"], restrictions });
    assert.deepEqual(role.restrictions, canonical);
    const narrowed = await updateRole(directory, actor, { name: "full", rights: ["invoices"] });
    assert.deepEqual([narrowed.rights, narrowed.restrictions], [["invoices"], canonical]);
    const abroad = { name: "full", restrictions: { ...lifted, countries: ["BE"] } };
    const other = await updateRole(directory, actor, abroad);
    assert.deepEqual([other.rights, other.restrictions], [["invoices"], { countries: ["BE"] }]);
    assert.deepEqual(await updateRole(directory, actor, abroad), other);
    assert.deepEqual(await getRole(directory, "full"), other);
  });

  test(`${engine}: what no account or role can have, or does not exist, is refused by name`, async (t) => {
    const directory = await withAccount(open(t));
    await createRole(directory, actor, { name: "full", rights: ["*"] });
    const wrong = { uses: 1, countries: ["belgium"], quota: { limit: 0, period: "day" } } as const;
    const members = ["restrictions.uses", "restrictions.countries[0]", "restrictions.quota.limit"];
    for (const operation of [
      updateAccount(directory, actor, "CKLANT001", { restrictions: wrong }),
      updateRole(directory, actor, { name: "full", restrictions: wrong }),
      createRole(directory, actor, { name: "full", rights: ["*"], restrictions: wrong }),
      createAccount(directory, actor, { name: "Other", restrictions: wrong }),
    ])
      assert.deepEqual(await refusal(operation), { code: "validation_failed", members });
    assert.equal((await refusal(updateAccount(directory, actor, "CKLANT009", {}))).code, "not_found");
    assert.equal((await refusal(updateRole(directory, actor, { name: "none" }))).code, "not_found");
    const zoned = createAccount(directory, actor, { name: "Other", zone: "Europe/Atlantis" });
    assert.deepEqual((await refusal(zoned)).members, ["zone"]);
  });

  test(`${engine}: AZN-05: nobody lifts the restrictions of a role that they have themselves`, async (t) => {
    const directory = await withAccount(open(t));
    await createRole(directory, actor, { name: "full", rights: ["*"], restrictions });
    const memberships = { CKLANT001: ["full"] };
    const { id } = await createUser(directory, actor, { email: "an@kantoor.be", name: "An", memberships });
    const lifting = updateRole(directory, keyMaker(`user:${id}`, [["*"]]), { name: "full", restrictions: lifted });
    assert.equal((await refusal(lifting)).code, "right_missing");
    assert.deepEqual((await getRole(directory, "full")).restrictions, canonical);
  });

  test(`${engine}: restrictions and the zone of a document are planned and applied, and stay where it says nothing`, async (t) => {
    const directory = testDirectory(await open(t));
    const account = { number: "CKLANT001", name: "Klant" };
    const role = { name: "full", rights: ["*"] };
    const document = {
      accounts: [{ ...account, restrictions, zone: "Europe/Brussels" }],
      roles: [{ ...role, restrictions: { countries: ["BE"] } }],
    };
    assert.equal((await planDirectory(directory, document)).length, 2);
    await applyDirectory(directory, "config:d.yaml", document);
    for (const again of [document, { accounts: [account], roles: [role] }])
      assert.deepEqual(await applyDirectory(directory, "config:d.yaml", again), []);
    const { restrictions: kept, zone } = await getAccount(directory, "CKLANT001");
    assert.deepEqual([kept, zone], [canonical, "Europe/Brussels"]);
    assert.deepEqual((await getRole(directory, "full")).restrictions, { countries: ["BE"] });
    const flawed = { accounts: [{ ...account, restrictions: { uses: 1 } }], roles: [{ ...role, rights: ["?"] }] };
    assert.deepEqual((await refusal(planDirectory(directory, flawed))).members, [
      "accounts[0].restrictions.uses",
      "roles[0].rights[0]",
    ]);
  });
}

/** What a key made or narrowed under the restrictions of another promises, over one engine. */
export function testKeyBounds(engine: string, open: OpenStore): void {
  const bounds: KeyBounds = {
    restrictions: { networks: ["10.0.0.0/8"], quota: { limit: 100, period: "month" } },
    notBefore: testTime - 5,
    expiresAt: testTime + 1000,
    boundTo: "user_1",
  };
  const maker = keyMaker("key:k", [["*"]], { bounds });

  test(`${engine}: KEY-04: a key made by a key takes over what narrows its maker, and ends with it`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await createKey(directory, maker, plain);
    const { restrictions, notBefore, expiresAt, boundTo } = await getKey(directory, key.id);
    assert.deepEqual({ restrictions, notBefore, expiresAt, boundTo }, bounds);
    assert.ok(isMadeBy(maker, plain, key));
    assert.ok(!isMadeBy(keyMaker("key:k", [["*"]]), plain, key));
    const narrow = { restrictions: { networks: ["10.1.0.0/16"], uses: 3 }, expiresAt: testTime + 5 };
    const { key: narrower } = await createKey(directory, maker, { ...plain, ...narrow });
    const quota = { limit: 100, period: "month" };
    assert.deepEqual(narrower.restrictions, { networks: ["10.1.0.0/16"], quota, uses: 3 });
    assert.equal(narrower.expiresAt, testTime + 5);
  });

  test(`${engine}: KEY-04: a key is never exchanged for one that is wider or lives longer, named by member`, async (t) => {
    const directory = await withAccount(open(t));
    const wide: Partial<NewKey> = {
      restrictions: { networks: ["10.1.0.0/16", "11.0.0.0/8"], quota: { limit: 101, period: "month" } },
      notBefore: testTime - 6,
      expiresAt: testTime + 1001,
    };
    assert.deepEqual(await refusal(createKey(directory, maker, { ...plain, ...wide })), {
      code: "right_missing",
      members: ["restrictions.networks[1]", "restrictions.quota", "notBefore", "expiresAt"],
    });
    const counted = keyMaker("key:k", [["*"]], { bounds: { ...bounds, restrictions: { uses: 1 } } });
    assert.deepEqual(await refusal(createKey(directory, counted, plain)), {
      code: "right_missing",
      members: ["restrictions.uses"],
    });
    assert.equal(await directory.store.revision(), 1);
  });

  test(`${engine}: KEY-04: a narrow key does not make the secret of a wider one anew, and does so of its own`, async (t) => {
    const directory = await withAccount(open(t));
    const { key: own } = await createKey(directory, maker, plain);
    const { key: twin } = await createKey(directory, maker, plain);
    const wider = [
      { restrictions: { networks: ["10.0.0.0/8"] }, expiresAt: testTime + 1000 },
      { restrictions: { ...bounds.restrictions, networks: ["10.0.0.0/7"] }, expiresAt: testTime + 1000 },
      { ...(bounds.restrictions && { restrictions: bounds.restrictions }) },
    ];
    for (const input of wider) {
      const { key } = await createKey(directory, keyMaker("user:user_1", [["*"]]), {
        ...plain,
        notBefore: testTime,
        bindToCreator: true,
        ...input,
      });
      assert.equal((await refusal(rotateKey(directory, maker, key.id, 0))).code, "right_missing");
    }
    for (const key of [own, twin]) await rotateKey(directory, maker, key.id, 0);
    const counted = { ...bounds, restrictions: { ...bounds.restrictions, uses: 1 } };
    const once = keyMaker(`key:${own.id}`, [["*"]], { bounds: counted });
    await rotateKey(directory, once, own.id, 0);
    assert.equal((await refusal(rotateKey(directory, once, twin.id, 0))).code, "right_missing");
  });

  test(`${engine}: KEY-04: every restriction of a key can be added and narrowed, and none widened`, async (t) => {
    const directory = await withAccount(open(t));
    const before = { countries: ["BE", "NL"], hours: "mon 08:00-18:00 UTC", uses: 5 };
    const { key } = await createKey(directory, actor, { ...plain, restrictions: before });
    const wide = { countries: ["FR"], hours: "tue 08:00-18:00 UTC", uses: 6 };
    assert.deepEqual(await refusal(updateKey(directory, actor, key.id, { restrictions: wide })), {
      code: "validation_failed",
      members: ["restrictions.countries[0]", "restrictions.hours", "restrictions.uses"],
    });
    const anchor = { to: "network", mode: "enforce" } as const;
    const narrow = { countries: ["NL"], uses: 4, anchor, operations: ["sendInvoice"] };
    const changed = await updateKey(directory, actor, key.id, { restrictions: narrow });
    assert.deepEqual(changed.restrictions, { ...before, ...narrow });
  });

  test(`${engine}: AUT-12: a key ends with the user who makes it where they ask for that, and with nobody else`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await createKey(directory, keyMaker("user:user_1", [["*"]]), { ...plain, bindToCreator: true });
    assert.equal((await getKey(directory, key.id)).boundTo, "user_1");
    for (const creator of [actor, keyMaker("key:k", [["*"]])] as const)
      assert.deepEqual(await refusal(createKey(directory, creator, { ...plain, bindToCreator: true })), {
        code: "validation_failed",
        members: ["bindToCreator"],
      });
  });
}
