import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "@clavis/adapters";
import type { DirectorySettings } from "@clavis/directory";
import { checkStoredRights } from "./check-stored-rights.ts";
import { ProblemsError } from "./problems-error.ts";

const settings: DirectorySettings = {
  keyPrefix: "clv",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  environments: [],
  rights: {
    knownModules: new Set(["bills"]),
    operationIds: new Set(["listBills"]),
    verbs: new Set(),
    spellings: new Map(),
  },
  passwords: { minLength: 8, blocked: new Set(), words: [] },
  userKinds: undefined,
};

const plain = { enabled: true, restrictions: undefined, zone: "UTC", createdAt: 0, revision: 1 };

/** A directory with one account and one role, whose rights were once in order. */
async function directoryWith(account: readonly string[], role: readonly string[]) {
  const store = new MemoryStore();
  await store.change(async (change) => {
    await change.insertAccount({ ...plain, number: "C1", name: "One", rights: account });
    await change.insertRole({ name: "reader", rights: role, restrictions: undefined, createdAt: 0, revision: 2 });
  });
  return { store, settings };
}

test("no start when an edit of the description has voided what a stored right refuses", async () => {
  const directory = await directoryWith(["*"], ["bills", "!invoices:delete"]);
  await assert.rejects(checkStoredRights(directory, "clavis.db"), (error) => {
    assert.ok(error instanceof ProblemsError);
    assert.match(error.message, /^clavis\.db: a right of role reader, .* refuses nothing any more: "!invoices:delete"/);
    assert.match(error.message, /Bring the name back into the API description, or change the role$/);
    return true;
  });
});

test("a stored right that grants what is no longer there is a warning", async () => {
  const warnings = await checkStoredRights(await directoryWith(["bills", "invoices:read"], ["bills"]), "clavis.db");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]?.detail ?? "", /a right of account C1, .* may grant nothing any more: "invoices:read"/);
});

test("stored rights that all name something are no reason to say anything", async () => {
  const directory = await directoryWith(["*", "!bills:listBills"], ["bills:read", "requests"]);
  assert.deepEqual(await checkStoredRights(directory, "clavis.db"), []);
});

test("what refuses is found behind more lists that only grant than are told of", async () => {
  const directory = await directoryWith(["*"], ["!invoices"]);
  await directory.store.change(async (change) => {
    for (let at = 10; at < 60; at++) {
      await change.insertAccount({ ...plain, number: `C${at}`, name: "One", rights: [`gone${at}`] });
    }
  });
  await assert.rejects(checkStoredRights(directory, "clavis.db"), ProblemsError);
});
