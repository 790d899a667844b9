import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyDirectory,
  createAccount,
  createApplication,
  createKey,
  type Directory,
  type DirectoryDocument,
  type DirectoryStore,
  getApplication,
  getKey,
  listApplications,
  listAudit,
  listKeys,
  type NewKey,
  planDirectory,
  rotateKey,
  setApplicationEnabled,
  updateApplication,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { keyMaker } from "./key-maker.ts";
import { refusal } from "./refusal.ts";
import { applicationOwner } from "./sample-rows.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";

async function withApplication(open: Promise<DirectoryStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  await createApplication(directory, actor, { id: "agenda", name: "Agenda", rights: ["invoices", "clients:read"] });
  return directory;
}

const plain: NewKey = { owner: applicationOwner("agenda"), environment: "sandbox", name: "Agenda" };

/** What the operations on applications promise, over one engine. */
export function testApplications(engine: string, open: OpenStore): void {
  test(`${engine}: an application is made with its defaults, changed, switched off, and listed by id`, async (t) => {
    const directory = testDirectory(await open(t));
    const made = await createApplication(directory, actor, { id: "agenda" });
    const defaults = { id: "agenda", name: "agenda", enabled: true, rights: ["*"], restrictions: undefined };
    assert.deepEqual(made, { ...defaults, createdAt: testTime, revision: 1 });
    const restrictions = { networks: ["2001:DB8::/32"], countries: ["BE"] };
    const changed = await updateApplication(directory, actor, "agenda", { rights: ["invoices"], restrictions });
    const canonical = { ...restrictions, networks: ["2001:db8::/32"] };
    assert.deepEqual(changed, { ...made, rights: ["invoices"], restrictions: canonical, revision: 2 });
    assert.deepEqual(await updateApplication(directory, actor, "agenda", { restrictions }), changed);
    assert.equal((await setApplicationEnabled(directory, actor, "agenda", false)).enabled, false);
    const lifted = await updateApplication(directory, actor, "agenda", { restrictions: { networks: null } });
    assert.deepEqual(lifted.restrictions, { countries: ["BE"] });
    const free = await updateApplication(directory, actor, "agenda", { restrictions: { countries: null } });
    assert.equal(free.restrictions, undefined);
    await createApplication(directory, actor, { id: "a-till" });
    const ids = (await listApplications(directory, { limit: 9 })).map(({ id }) => id);
    assert.deepEqual(ids, ["a-till", "agenda"]);
    const entries = await listAudit(directory, { objectId: "agenda", limit: 9 });
    assert.deepEqual(
      entries.map(({ action, objectKind }) => `${objectKind} ${action}`),
      ["application application.create", ...Array(4).fill("application application.update")],
    );
    assert.deepEqual(entries[2]?.detail, { before: { enabled: true }, after: { enabled: false } });
  });

  test(`${engine}: every problem of an application is named; a taken id is a conflict, an unknown one not found`, async (t) => {
    const directory = await withApplication(open(t));
    const input = { id: "-A", name: "", rights: ["?"], restrictions: { uses: 5, countries: ["be"] } };
    assert.deepEqual(await refusal(createApplication(directory, actor, input)), {
      code: "validation_failed",
      members: ["id", "name", "rights[0]", "restrictions.uses", "restrictions.countries[0]"],
    });
    assert.equal((await refusal(createApplication(directory, actor, { id: "agenda" }))).code, "conflict");
    assert.equal((await refusal(getApplication(directory, "till"))).code, "not_found");
    assert.equal((await refusal(updateApplication(directory, actor, "till", {}))).code, "not_found");
    assert.equal((await refusal(listKeys(directory, { application: "till", limit: 9 }))).code, "not_found");
    assert.equal(await directory.store.revision(), 1);
  });

  test(`${engine}: an application's key may do everything under the application's rights, and is of no account`, async (t) => {
    const directory = await withApplication(open(t));
    const { key } = await createKey(directory, actor, plain);
    assert.deepEqual([key.owner, key.rights, key.ceilings], [plain.owner, ["*"], [["invoices", "clients:read"]]]);
    assert.deepEqual(await listKeys(directory, { application: "agenda", limit: 9 }), [{ ...key, creatorGone: false }]);
    const [entry] = await listAudit(directory, { objectId: key.id, limit: 9 });
    assert.equal(entry?.account, undefined);
    assert.equal((await rotateKey(directory, actor, key.id, 0)).key.versions.length, 2);
    assert.deepEqual((await getKey(directory, key.id)).owner, plain.owner);
  });

  test(`${engine}: KEY-03: only operators make an application's keys, within its rights, while it is enabled`, async (t) => {
    const directory = await withApplication(open(t));
    const beyond = { ...plain, rights: ["invoices:read", "clients"] };
    assert.deepEqual(await refusal(createKey(directory, actor, beyond)), {
      code: "right_missing",
      members: ["rights[1]"],
    });
    assert.deepEqual(await refusal(createKey(directory, keyMaker("user:x", [["*"]]), plain)), {
      code: "right_missing",
      members: ["application"],
    });
    await setApplicationEnabled(directory, actor, "agenda", false);
    for (const owner of [plain.owner, applicationOwner("till")])
      assert.deepEqual(await refusal(createKey(directory, actor, { ...plain, owner })), {
        code: "validation_failed",
        members: ["application"],
      });
  });

  test(`${engine}: KEY-03: an account named as an application does not see the application's keys`, async (t) => {
    const directory = testDirectory(await open(t));
    await createApplication(directory, actor, { id: "c1" });
    const twin = { ...directory, settings: { ...directory.settings, accountForm: twinForm } };
    await createAccount(twin, actor, { number: "c1", name: "Twin" });
    const { key } = await createKey(directory, actor, { ...plain, owner: applicationOwner("c1") });
    const scope = { account: "c1", environment: "sandbox" };
    assert.equal((await refusal(getKey(directory, key.id, scope))).code, "not_found");
    assert.deepEqual(await listKeys(directory, { ...scope, limit: 9 }), []);
  });

  const document: DirectoryDocument = {
    applications: [{ id: "agenda", name: "Agenda", rights: ["invoices"] }, { id: "till" }],
  };

  test(`${engine}: applications of a document are planned, made, amended where they differ, and kept where left out`, async (t) => {
    const directory = testDirectory(await open(t));
    const planned = await planDirectory(directory, document);
    assert.equal(await directory.store.revision(), 0);
    const applied = await applyDirectory(directory, "config:d.yaml", document);
    assert.deepEqual(applied, planned);
    assert.deepEqual(
      applied.map(({ action, objectKind, objectId }) => `${objectKind} ${objectId}: ${action}`),
      ["application agenda: application.create", "application till: application.create"],
    );
    assert.deepEqual(await applyDirectory(directory, "config:d.yaml", document), []);
    const restrictions = { hours: "mon-fri 08:00-18:00 Europe/Brussels" };
    const changed = await applyDirectory(directory, "config:d.yaml", {
      applications: [{ id: "agenda", restrictions }],
    });
    const object = { objectKind: "application", objectId: "agenda" };
    const difference = { action: "application.update", ...object, before: {}, after: { restrictions } };
    assert.deepEqual(JSON.parse(JSON.stringify(changed)), [difference]);
    const agenda = await getApplication(directory, "agenda");
    assert.deepEqual([agenda.name, agenda.rights, agenda.restrictions], ["Agenda", ["invoices"], restrictions]);
  });

  test(`${engine}: a document names the flaws of its applications, and those that stand in it twice`, async (t) => {
    const directory = testDirectory(await open(t));
    const applications = [{ id: "agenda" }, { id: "agenda", rights: ["?"] }, { id: "A" }];
    assert.deepEqual((await refusal(applyDirectory(directory, "config:d.yaml", { applications }))).members, [
      "applications[1].rights[0]",
      "applications[2].id",
      "applications[1].id",
    ]);
  });
}

const twinForm = { prefix: "c", characters: "0-9", length: 1 } as const;
