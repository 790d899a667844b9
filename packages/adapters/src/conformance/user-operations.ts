import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptSecret,
  changeOwnPassword,
  compileRights,
  createAccount,
  createKey,
  createRole,
  createUser,
  type Directory,
  type DirectoryStore,
  getKey,
  getUser,
  inviteUser,
  isSealed,
  linkAccounts,
  listAudit,
  listKeys,
  listUsers,
  rehashPassword,
  resetUser,
  setMainAccount,
  setMemberships,
  setUserEnabled,
  setUserPassword,
  type User,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { testDirectory, testTime } from "./test-directory.ts";

const actor = "local:anna";
const hour = 3_600_000;
const good = "een goed wachtwoord";

async function withRoles(open: Promise<DirectoryStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  for (const number of ["CKLANT001", "CKLANT002", "CPORTAL01"])
    await createAccount(directory, actor, { number, name: number });
  await createRole(directory, actor, { name: "full", rights: ["*"] });
  await createRole(directory, actor, { name: "reader", rights: ["invoices:read"] });
  return directory;
}

const jan = (directory: Directory, changes: Partial<Parameters<typeof createUser>[2]> = {}): Promise<User> =>
  createUser(directory, actor, {
    email: "Jan@Domain.be ",
    name: "Jan",
    memberships: { CKLANT001: ["full"] },
    ...changes,
  });

const at = (directory: Directory, time: number): Directory => ({ ...directory, clock: () => time });

/** What making and changing users promises, over one engine. */
export function testUsers(engine: string, open: OpenStore): void {
  test(`${engine}: a user is kept with one spelling of the address, found by id and address, and has no password`, async (t) => {
    const directory = await withRoles(open(t));
    const memberships = { CKLANT002: ["reader", "full", "reader"], CKLANT001: ["full"] };
    const user = await jan(directory, { kind: "owner", externalId: "7", attributes: { a: [1] }, memberships });
    assert.match(user.id, /^user_[0-9A-Za-z]{22}$/);
    assert.deepEqual(user.memberships, [
      { account: "CKLANT001", roles: ["full"] },
      { account: "CKLANT002", roles: ["full", "reader"] },
    ]);
    assert.deepEqual([user.email, user.password], ["jan@domain.be", { version: 0, bootstrap: false, form: "plain" }]);
    for (const name of [user.id, "jan@domain.be", " JAN@domain.be"])
      assert.deepEqual(await getUser(directory, name), user);
    assert.deepEqual(await listUsers(directory, { limit: 9, account: "CKLANT002" }), [user]);
    assert.deepEqual(await listUsers(directory, { limit: 9, account: "CPORTAL01" }), []);
    assert.equal(await directory.store.findPassword(user.id), undefined);
    assert.equal((await refusal(jan(directory))).code, "conflict");
  });

  test(`${engine}: every problem of a new user is named at once, and nothing is made`, async (t) => {
    const directory = await withRoles(open(t));
    const before = await directory.store.revision();
    const input = {
      email: "jan",
      name: "",
      kind: "a\nb",
      mainAccount: "CKLANT002",
      memberships: { CKLANT001: ["full", "none"], CKLANT009: ["reader"] },
    };
    assert.deepEqual(await refusal(createUser(directory, actor, input)), {
      code: "validation_failed",
      members: ["email", "name", "kind", "memberships.CKLANT001[1]", "memberships.CKLANT009", "mainAccount"],
    });
    assert.equal(await directory.store.revision(), before);
  });

  test(`${engine}: AUT-12: disabling a user ends their invitation and leaves the keys they made, flagged`, async (t) => {
    const directory = await withRoles(open(t));
    const user = await jan(directory);
    const { secret } = await inviteUser(directory, actor, user.id);
    const { key } = await createKey(
      directory,
      { actor: `user:${user.id}`, limits: [compileRights(["*"])], links: [], bounds: undefined },
      {
        owner: { kind: "account", number: "CKLANT001" },
        environment: "production",
        name: "Till",
      },
    );
    assert.equal((await getKey(directory, key.id)).creatorGone, false);
    assert.equal((await setUserEnabled(directory, actor, "jan@domain.be", false)).enabled, false);
    const [shown] = await listKeys(directory, { limit: 9 });
    assert.deepEqual([shown?.creatorGone, shown?.enabled, shown?.revokedAt], [true, true, undefined]);
    assert.equal((await refusal(inviteUser(directory, actor, user.id))).code, "conflict");
    const again = await setUserEnabled(directory, actor, user.id, true);
    assert.deepEqual(await setUserEnabled(directory, actor, user.id, true), again);
    assert.equal((await refusal(acceptSecret(directory, secret, good))).code, "not_found");
    assert.equal((await getKey(directory, key.id)).creatorGone, false);
  });

  test(`${engine}: the main account is one the user can use: by membership, or over links through enabled accounts`, async (t) => {
    const directory = await withRoles(open(t));
    const user = await jan(directory, { memberships: { CPORTAL01: ["full"] } });
    const wrong = { code: "validation_failed", members: ["mainAccount"] };
    for (const number of ["CKLANT001", "CKLANT009"])
      assert.deepEqual(await refusal(setMainAccount(directory, actor, user.id, number)), wrong);
    await linkAccounts(directory, actor, { portal: "CPORTAL01", client: "CKLANT001" });
    assert.equal((await setMainAccount(directory, actor, user.id, "CKLANT001")).mainAccount, "CKLANT001");
    assert.equal((await getUser(directory, user.id)).mainAccount, "CKLANT001");
    await createAccount(directory, actor, { number: "CDISABLED", name: "Off", enabled: false });
    await linkAccounts(directory, actor, { portal: "CPORTAL01", client: "CDISABLED" });
    assert.deepEqual(await refusal(setMainAccount(directory, actor, user.id, "CDISABLED")), wrong);
  });

  test(`${engine}: memberships are replaced as a whole, and not written where they are so already`, async (t) => {
    const directory = await withRoles(open(t));
    const user = await jan(directory);
    const changed = await setMemberships(directory, actor, user.id, { CKLANT002: ["reader"], CKLANT001: [] });
    assert.deepEqual(changed.memberships, [{ account: "CKLANT002", roles: ["reader"] }]);
    assert.deepEqual(await getUser(directory, user.id), changed);
    assert.deepEqual(await setMemberships(directory, actor, user.id, { CKLANT002: ["reader"] }), changed);
    assert.deepEqual(await refusal(setMemberships(directory, actor, user.id, { CKLANT001: ["none"] })), {
      code: "validation_failed",
      members: ["memberships.CKLANT001[0]"],
    });
  });

  test(`${engine}: LOG-02: each change of a user is one sealed entry with its request, and no password, hash or secret`, async (t) => {
    const plain = await withRoles(open(t));
    const directory = { ...plain, requestId: "01999999-0000-7000-8000-000000000001" };
    const before = await plain.store.revision();
    const user = await jan(directory);
    const { secret } = await inviteUser(directory, actor, user.id);
    await acceptSecret(directory, secret, good);
    await setUserPassword(directory, actor, user.id, `${good} 2`);
    const entries = await listAudit(directory, { after: before, limit: 9 });
    assert.deepEqual(
      entries.map((entry) => [entry.actor, entry.action, entry.objectKind, entry.objectId, entry.requestId]),
      [
        [actor, "user.create", "user", user.id, directory.requestId],
        [actor, "user.invite", "user", user.id, directory.requestId],
        [`user:${user.id}`, "user.password", "user", user.id, directory.requestId],
        [actor, "user.password", "user", user.id, directory.requestId],
      ],
    );
    assert.ok(entries.every((entry) => isSealed(directory.sha256, entry)));
    assert.deepEqual(entries[3]?.detail, {
      before: { passwordVersion: 1, passwordBootstrap: false },
      after: { passwordVersion: 2, passwordBootstrap: true },
    });
    const text = JSON.stringify([entries.map((entry) => entry.detail), await getUser(directory, user.id)]);
    for (const hidden of [good, secret, "hashed:"]) assert.ok(!text.includes(hidden), hidden);
  });
}

/** What passwords, invitations and resets promise, over one engine. */
export function testPasswords(engine: string, open: OpenStore): void {
  test(`${engine}: AUT-09: a password set by an operator is hashed, marked as known to others, and keeps the rules`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    assert.deepEqual(await refusal(setUserPassword(directory, actor, id, "kort")), {
      code: "validation_failed",
      members: ["password"],
    });
    assert.equal(await directory.store.findPassword(id), undefined);
    const user = await setUserPassword(directory, actor, id, good);
    assert.deepEqual(user.password, { version: 1, bootstrap: true, form: "plain" });
    const hash = await directory.hasher.hash(good);
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 1, form: "plain" });
    await setMemberships(directory, actor, id, {});
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 1, form: "plain" });
  });

  test(`${engine}: AUT-03: a password is hashed in its composed form`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    await setUserPassword(directory, actor, id, "Zoe\u0308 op de fiets");
    const { hash } = (await directory.store.findPassword(id)) ?? { hash: "" };
    assert.equal(hash, await directory.hasher.hash("Zoë op de fiets"));
  });

  test(`${engine}: AUT-05: one's own password changes only from the version that was just proved`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    await setUserPassword(directory, actor, id, good);
    const by = `user:${id}` as const;
    const next = { password: "een ander wachtwoord", provedVersion: 1 };
    assert.deepEqual((await changeOwnPassword(directory, by, id, next)).password, {
      version: 2,
      bootstrap: false,
      form: "plain",
    });
    assert.equal((await refusal(changeOwnPassword(directory, by, id, next))).code, "conflict");
    await setUserEnabled(directory, actor, id, false);
    assert.equal((await refusal(changeOwnPassword(directory, by, id, { ...next, provedVersion: 2 }))).code, "conflict");
  });

  test(`${engine}: AUT-13: another hash of the same password keeps its version, and a late one changes nothing`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    await setUserPassword(directory, actor, id, good);
    const replaced = { version: 1, form: "plain" } as const;
    await rehashPassword(directory, id, replaced, { hash: "stronger", form: "plain" });
    assert.deepEqual(await directory.store.findPassword(id), { hash: "stronger", version: 1, form: "plain" });
    for (const late of [
      { ...replaced, version: 0 },
      { ...replaced, form: "sha1" as const },
    ])
      await rehashPassword(directory, id, late, { hash: "late", form: "plain" });
    assert.deepEqual(await directory.store.findPassword(id), { hash: "stronger", version: 1, form: "plain" });
  });

  test(`${engine}: AUT-09: an invitation holds 256 bits, stands nowhere, works once and for 24 hours`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    const late = await inviteUser(directory, actor, id);
    assert.match(late.secret, /^[0-9A-Za-z]{43}$/);
    assert.equal(late.expiresAt, testTime + 24 * hour);
    const after = at(directory, testTime + 24 * hour);
    assert.equal((await refusal(acceptSecret(after, late.secret, good))).code, "not_found");
    const user = await acceptSecret(at(directory, testTime + 24 * hour - 1), late.secret, good);
    assert.deepEqual(user.password, { version: 1, bootstrap: false, form: "plain" });
    assert.equal((await refusal(acceptSecret(directory, late.secret, good))).code, "not_found");
    assert.equal((await refusal(inviteUser(directory, actor, id))).code, "conflict");
  });

  test(`${engine}: AUT-09: a reset works for an hour, withdraws the one before, and dies with a new password`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    assert.equal((await refusal(resetUser(directory, actor, id))).code, "conflict");
    await setUserPassword(directory, actor, id, good);
    const first = await resetUser(directory, actor, id);
    const second = await resetUser(directory, actor, id);
    assert.equal(second.expiresAt, testTime + hour);
    assert.equal((await refusal(acceptSecret(directory, first.secret, good))).code, "not_found");
    assert.equal((await refusal(acceptSecret(at(directory, testTime + hour), second.secret, good))).code, "not_found");
    await setUserPassword(directory, actor, id, `${good} 2`);
    assert.equal((await refusal(acceptSecret(directory, second.secret, good))).code, "not_found");
    for (const text of ["", "x".repeat(43), "é".repeat(43)])
      assert.equal((await refusal(acceptSecret(directory, text, good))).code, "not_found");
  });

  test(`${engine}: a password that breaks the rules leaves the invitation as it is`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    const { secret } = await inviteUser(directory, actor, id);
    assert.equal((await refusal(acceptSecret(directory, secret, "kort"))).code, "validation_failed");
    assert.equal((await acceptSecret(directory, secret, good)).password.version, 1);
  });

  test(`${engine}: KEY-05: of 100 simultaneous uses of an invitation one succeeds, and the others change nothing`, async (t) => {
    const directory = await withRoles(open(t));
    const { id } = await jan(directory);
    const { secret } = await inviteUser(directory, actor, id);
    const before = await directory.store.revision();
    const uses = await Promise.allSettled(
      Array.from({ length: 100 }, (_, number) => acceptSecret(directory, secret, `${good} ${number}`)),
    );
    const won = uses.flatMap((use, number) => (use.status === "fulfilled" ? [number] : []));
    assert.equal(won.length, 1);
    assert.equal(await directory.store.revision(), before + 1);
    const hash = await directory.hasher.hash(`${good} ${won[0]}`);
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 1, form: "plain" });
  });
}
