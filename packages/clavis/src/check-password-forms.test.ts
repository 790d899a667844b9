import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "@clavis/adapters";
import type { PasswordForm, User } from "@clavis/directory";
import { checkPasswordForms } from "./check-password-forms.ts";

/** A directory with one user of each of these kinds. */
async function directoryWith(form: PasswordForm, kinds: readonly (string | undefined)[]) {
  const store = new MemoryStore();
  for (const [at, kind] of kinds.entries()) {
    const user: User = {
      ...{ id: `usr_${at}`, email: `${at}@domain.be`, name: "Jan", kind, externalId: undefined, attributes: undefined },
      ...{ mainAccount: undefined, enabled: true, memberships: [], createdAt: 0, revision: at + 1 },
      password: { version: 1, bootstrap: false, form },
    };
    await store.change((change) => change.insertUser(user, "hash"));
  }
  return { store };
}

const warned = async (form: PasswordForm, sha1Login: "everyone" | ReadonlySet<string>) => {
  const directory = await directoryWith(form, ["pro", "pro", "account", undefined]);
  return (await checkPasswordForms(directory, { sha1Login }, "clavis.db")).map(({ detail }) => detail);
};

test("a start counts the users whose SHA-1 is taken no longer, by their kind", async () => {
  const [pro = "", account = "", others = ""] = await warned("sha1", new Set());
  assert.match(pro, /of kind "pro" .* format: 2\. /);
  assert.match(account, /of kind "account" .* format: 1\. /);
  assert.match(others, /of no kind .* format: 1\. /);
  assert.equal((await warned("sha1", new Set(["pro"]))).length, 2);
});

test("where all may sign in so, or nobody has the format, there is nothing to say", async () => {
  assert.deepEqual(await warned("sha1", "everyone"), []);
  assert.deepEqual(await warned("plain", new Set()), []);
  assert.deepEqual(await warned("sha1-then-plain", new Set()), []);
});
