import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyDirectory,
  canonicalJson,
  createAccount,
  type DirectoryDocument,
  getAccount,
  isSealed,
  listAccounts,
  listAudit,
  planDirectory,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { testDirectory, testTime } from "./test-directory.ts";

/** What the operations on accounts promise, over one engine. */
export function testAccountOperations(engine: string, open: OpenStore): void {
  test(`${engine}: an account is made with its defaults, one revision and one sealed audit entry`, async (t) => {
    const directory = testDirectory(await open(t));
    const account = await createAccount(directory, "local:anna", { number: "CKLANT001", name: "Klant" });
    const made = { number: "CKLANT001", name: "Klant", enabled: true, rights: ["*"], zone: "UTC" };
    assert.deepEqual(account, { ...made, restrictions: undefined, createdAt: testTime, revision: 1 });
    assert.deepEqual(await getAccount(directory, "CKLANT001"), account);
    const [entry, ...more] = await listAudit(directory, { limit: 9 });
    assert.ok(entry !== undefined && more.length === 0 && isSealed(directory.sha256, entry));
    assert.deepEqual(
      [entry.actor, entry.action, entry.objectId, entry.time],
      ["local:anna", "account.create", "CKLANT001", testTime],
    );
    assert.equal(canonicalJson(entry.detail), canonicalJson({ after: made }));
  });

  test(`${engine}: an account without a number gets one of the form`, async (t) => {
    const directory = testDirectory(await open(t));
    const account = await createAccount(directory, "local:anna", { name: "Klant" });
    assert.match(account.number, /^C[A-Z0-9]{8}$/);
  });

  test(`${engine}: a number is found as long as one is free, and none is given twice`, async (t) => {
    const base = testDirectory(await open(t));
    const accountForm = { prefix: "C", characters: "0-9", length: 1 } as const;
    const directory = { ...base, settings: { ...base.settings, accountForm } };
    await createAccount(directory, "local:anna", { number: "C0", name: "Klant" });
    for (let count = 0; count < 5; count++) await createAccount(directory, "local:anna", { name: "Klant" });
    assert.equal((await listAccounts(directory, { limit: 20 })).length, 6);
    const always = { ...directory, randomBytes: (count: number) => new Uint8Array(count) };
    await assert.rejects(createAccount(always, "local:anna", { name: "Klant" }), { code: "conflict" });
  });

  test(`${engine}: every problem of a new account is named at once`, async (t) => {
    const directory = testDirectory(await open(t));
    const input = { number: "klant", name: "a\nb", rights: ["*", "invoises"] };
    await assert.rejects(createAccount(directory, "local:anna", input), (error: Error & { problems?: unknown }) => {
      assert.deepEqual(error.problems, [
        { member: "number", detail: '"klant" is not an account number: "C" and 8 characters A-Z0-9' },
        { member: "name", detail: "holds a control character or a broken one" },
        { member: "rights[1]", detail: 'there is no module "invoises"; known: invoices, clients' },
      ]);
      return true;
    });
    assert.equal(await directory.store.revision(), 0);
  });

  test(`${engine}: a number that is taken is a conflict, an unknown one is not found`, async (t) => {
    const directory = testDirectory(await open(t));
    await createAccount(directory, "local:anna", { number: "CKLANT001", name: "Klant" });
    await assert.rejects(createAccount(directory, "local:anna", { number: "CKLANT001", name: "Other" }), {
      code: "conflict",
    });
    await assert.rejects(getAccount(directory, "CKLANT002"), { code: "not_found" });
    await assert.rejects(listAccounts(directory, { limit: 0 }), { code: "validation_failed" });
    assert.equal(await directory.store.revision(), 1);
  });

  const document: DirectoryDocument = {
    accounts: [
      { number: "CKLANT001", name: "Klant", rights: ["invoices"] },
      { number: "CKLANT002", name: "__proto__", enabled: false },
    ],
  };

  test(`${engine}: a document is planned without writing, applied once, and changes nothing a second time`, async (t) => {
    const directory = testDirectory(await open(t));
    const two = { number: "CKLANT002", name: "__proto__", enabled: false, rights: ["*"] };
    const planned = await planDirectory(directory, document);
    assert.equal(await directory.store.revision(), 0);
    assert.deepEqual(await applyDirectory(directory, "config:directory.yaml", document), planned);
    assert.deepEqual(planned[1], {
      action: "account.create",
      objectKind: "account",
      objectId: "CKLANT002",
      before: undefined,
      after: { ...two, restrictions: undefined, zone: "UTC" },
    });
    assert.deepEqual(await applyDirectory(directory, "config:directory.yaml", document), []);
    assert.equal(await directory.store.revision(), 2);
  });

  test(`${engine}: a changed document changes what it names, keeps what it leaves out, and says what it did`, async (t) => {
    const directory = testDirectory(await open(t));
    await applyDirectory(directory, "config:directory.yaml", document);
    const changed = { accounts: [{ number: "CKLANT002", name: "Two" }] };
    const difference = { before: { name: "__proto__" }, after: { name: "Two" } };
    const changes = await applyDirectory(directory, "config:other.yaml", changed);
    assert.deepEqual(changes, [
      { action: "account.update", objectKind: "account", objectId: "CKLANT002", ...difference },
    ]);
    const two = await getAccount(directory, "CKLANT002");
    assert.deepEqual([two.name, two.enabled, two.rights, two.revision], ["Two", false, ["*"], 3]);
    assert.equal((await getAccount(directory, "CKLANT001")).revision, 1);
    const [entry] = await listAudit(directory, { after: 2, limit: 9 });
    assert.deepEqual([entry?.actor, entry?.action, entry?.detail], ["config:other.yaml", "account.update", difference]);
  });

  test(`${engine}: KEY-03: a member the document may not set is ignored`, async (t) => {
    const directory = testDirectory(await open(t));
    await applyDirectory(directory, "config:directory.yaml", document);
    const forged = { number: "CKLANT001", name: "Other", createdAt: 1, revision: 99 };
    await applyDirectory(directory, "config:directory.yaml", { accounts: [forged] });
    const { createdAt, revision } = await getAccount(directory, "CKLANT001");
    assert.deepEqual({ createdAt, revision }, { createdAt: testTime, revision: 3 });
  });

  test(`${engine}: a document with a problem is refused whole, with every problem`, async (t) => {
    const directory = testDirectory(await open(t));
    const flawed = {
      accounts: [
        { number: "CKLANT001", name: "Klant" },
        { number: "CKLANT001", name: "", rights: ["invoices", "?"] },
      ],
    };
    for (const operation of [planDirectory(directory, flawed), applyDirectory(directory, "config:d.yaml", flawed)])
      await assert.rejects(operation, (error: Error & { problems?: readonly { member: string }[] }) => {
        const members = error.problems?.map((problem) => problem.member);
        assert.deepEqual(members, ["accounts[1].name", "accounts[1].rights[1]", "accounts[1].number"]);
        return true;
      });
    assert.equal(await directory.store.revision(), 0);
  });
}
