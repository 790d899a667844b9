import assert from "node:assert/strict";
import { test } from "node:test";
import {
  amendKey,
  createAccount,
  createApplication,
  createKey,
  createRole,
  type Directory,
  type DirectoryStore,
  getKey,
  type IssuedKey,
  listAudit,
  type NewKey,
  reAnchorKey,
  reAnchorShared,
  revokeKey,
  updateAccount,
  updateRole,
} from "@clavis/directory";
import { MemoryLedger } from "../settlement/memory-ledger.ts";
import type { OpenStore } from "./directory-store.ts";
import { keyMaker } from "./key-maker.ts";
import { refusal } from "./refusal.ts";
import { accountOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";
const plain: NewKey = { owner: accountOwner("CKLANT001"), environment: "production", name: "Till" };

async function withAccount(open: Promise<DirectoryStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Klant", rights: ["invoices", "clients:read"] });
  return directory;
}

const make = (directory: Directory, input: Partial<NewKey> = {}): Promise<IssuedKey> =>
  createKey(directory, actor, { ...plain, ...input });

/** What an operator's changes promise, over one engine. */
export function testAmendments(engine: string, open: OpenStore): void {
  test(`${engine}: an operator widens, prolongs and frees a key, and takes single restrictions away`, async (t) => {
    const directory = await withAccount(open(t));
    const rate = { limit: 2, seconds: 60 };
    const { key } = await make(directory, {
      rights: ["invoices:read"],
      expiresAt: testTime + 1000,
      restrictions: { countries: ["BE"], uses: 5, rate },
    });
    const wide = await amendKey(directory, actor, key.id, {
      rights: ["invoices"],
      expiresAt: testTime + 2000,
      restrictions: { countries: ["BE", "NL"], uses: null },
    });
    assert.deepEqual(wide.restrictions, { countries: ["BE", "NL"], rate });
    assert.deepEqual([wide.rights, wide.expiresAt], [["invoices"], testTime + 2000]);
    const free = await amendKey(directory, actor, key.id, {
      expiresAt: null,
      restrictions: { countries: null, rate: null },
    });
    const { creatorGone: _, ...stored } = await getKey(directory, key.id);
    assert.deepEqual(stored, free);
    assert.deepEqual([free.expiresAt, free.restrictions], [undefined, undefined]);
    assert.deepEqual(await amendKey(directory, actor, key.id, { name: "Till", expiresAt: null }), free);
  });

  test(`${engine}: KEY-03: a key is widened neither beyond its owner's rights of today nor beyond its ceilings`, async (t) => {
    const directory = await withAccount(open(t));
    const { key: own } = await make(directory);
    const narrow = keyMaker("user:u", [["invoices:read"]]);
    const { key: made } = await createKey(directory, narrow, plain);
    await updateAccount(directory, actor, "CKLANT001", { rights: ["invoices:read", "clients"] });
    for (const [id, rights, members] of [
      [own.id, ["invoices"], ["rights[0]"]],
      [own.id, ["clients:read", "clients"], ["rights[1]"]],
      [made.id, ["invoices:read", "clients:read"], ["rights[1]"]],
    ] as const)
      assert.deepEqual(await refusal(amendKey(directory, actor, id, { rights })), { code: "right_missing", members });
    assert.deepEqual((await getKey(directory, made.id)).rights, made.rights);
  });

  test(`${engine}: every problem of an amendment is named; a revoked key stays as it is, an unknown one is not found`, async (t) => {
    const directory = await withAccount(open(t));
    const { key } = await make(directory, { notBefore: testTime + 500 });
    const wrong = { name: "", rights: ["?"], expiresAt: testTime + 500, restrictions: { countries: ["be"], uses: 0 } };
    assert.deepEqual(await refusal(amendKey(directory, actor, key.id, wrong)), {
      code: "validation_failed",
      members: ["name", "rights[0]", "expiresAt", "restrictions.countries[0]", "restrictions.uses"],
    });
    await revokeKey(directory, actor, key.id, "lost");
    assert.equal((await refusal(amendKey(directory, actor, key.id, { name: "Back" }))).code, "conflict");
    assert.equal((await refusal(amendKey(directory, actor, "none", {}))).code, "not_found");
  });

  test(`${engine}: an account and a role change member by member; what is so already is not written`, async (t) => {
    const directory = await withAccount(open(t));
    const window = { notBefore: testTime, expiresAt: testTime + 1 };
    const changed = await updateAccount(directory, actor, "CKLANT001", {
      name: "Klant BV",
      zone: "Europe/Brussels",
      restrictions: { countries: ["BE"], ...window },
    });
    assert.deepEqual(
      [changed.name, changed.zone, changed.rights],
      ["Klant BV", "Europe/Brussels", ["invoices", "clients:read"]],
    );
    const free = await updateAccount(directory, actor, "CKLANT001", { restrictions: { countries: null } });
    assert.deepEqual(free.restrictions, window);
    assert.deepEqual(await updateAccount(directory, actor, "CKLANT001", { restrictions: window }), free);
    const wrong = { name: "", rights: ["?"], zone: "Mars/Base", restrictions: { expiresAt: testTime } };
    assert.deepEqual(await refusal(updateAccount(directory, actor, "CKLANT001", wrong)), {
      code: "validation_failed",
      members: ["name", "rights[0]", "zone", "restrictions.expiresAt"],
    });
    assert.equal((await refusal(updateAccount(directory, actor, "CNIEMAND1", {}))).code, "not_found");
    const role = await createRole(directory, actor, { name: "full", rights: ["*"], restrictions: window });
    const narrowed = await updateRole(directory, actor, { name: "full", restrictions: { countries: ["NL"] } });
    assert.deepEqual([narrowed.rights, narrowed.restrictions], [["*"], { ...role.restrictions, countries: ["NL"] }]);
  });

  test(`${engine}: an anchored key is let go of once, in the audit log too, and an unanchored one stays unwritten`, async (t) => {
    const directory = await withAccount(open(t));
    const ledger = new MemoryLedger();
    const { key } = await make(directory, { restrictions: { anchor: { to: "address", mode: "enforce" } } });
    assert.equal(await reAnchorKey(directory, ledger, actor, key.id), undefined);
    assert.equal((await getKey(directory, key.id)).revision, key.revision);
    const anchor = {
      kind: "anchor",
      rule: "key.anchor",
      cell: key.id,
      value: "192.0.2.7",
      to: "address",
      mode: "enforce",
    } as const;
    await ledger.spend([anchor]);
    assert.equal(await reAnchorKey(directory, ledger, actor, key.id), "192.0.2.7");
    assert.equal(ledger.find(key.id), undefined);
    assert.equal((await getKey(directory, key.id)).revision, key.revision + 1);
    assert.equal((await refusal(reAnchorKey(directory, ledger, actor, "none"))).code, "not_found");
  });

  test(`${engine}: what accounts, applications and roles are bound to is let go of, in the audit log too`, async (t) => {
    const directory = await withAccount(open(t));
    await createApplication(directory, actor, { id: "agenda" });
    await createRole(directory, actor, { name: "till", rights: ["*"] });
    const ledger = new MemoryLedger();
    const bind = (cell: string) =>
      ledger.spend([{ kind: "anchor", rule: "any", cell, value: "NL", to: "country", mode: "enforce" }]);
    const revision = await directory.store.revision();
    for (const [kind, id, cell, account] of [
      ["account", "CKLANT001", "production account CKLANT001", "CKLANT001"],
      ["application", "agenda", "sandbox application agenda", undefined],
      ["role", "till", "production role till user_1", undefined],
    ] as const) {
      assert.deepEqual(await reAnchorShared(directory, ledger, actor, { kind, id }), []);
      await bind(cell);
      assert.deepEqual(await reAnchorShared(directory, ledger, actor, { kind, id }), ["NL"]);
      assert.equal(ledger.find(cell), undefined);
      const [entry] = await listAudit(directory, { after: (await directory.store.revision()) - 1, limit: 1 });
      assert.deepEqual([entry?.action, entry?.objectId, entry?.account], [`${kind}.re-anchor`, id, account]);
      assert.equal((await refusal(reAnchorShared(directory, ledger, actor, { kind, id: "none" }))).code, "not_found");
    }
    assert.equal(await directory.store.revision(), revision + 3);
  });
}
