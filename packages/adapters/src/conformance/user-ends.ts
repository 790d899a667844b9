import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptSecret,
  applyDirectory,
  changeOwnPassword,
  compileRights,
  createAccount,
  createKey,
  createRole,
  createUser,
  type Directory,
  deleteUser,
  getKey,
  getUser,
  inviteUser,
  listAudit,
  removeRole,
  resetUser,
  setAccountEnabled,
  setUserEnabled,
  setUserPassword,
  signOutEverywhere,
  type User,
  updateUser,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { testDirectory } from "./test-directory.ts";

const actor = "local:anna";
const good = "een goed wachtwoord";

async function withJan(open: ReturnType<OpenStore>): Promise<{ readonly directory: Directory; readonly jan: User }> {
  const directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Een" });
  await createRole(directory, actor, { name: "full", rights: ["*"] });
  const memberships = { CKLANT001: ["full"] };
  const jan = await createUser(directory, actor, { email: "jan@domain.be", name: "Jan", memberships });
  return { directory, jan };
}

/** What ends with a user, and with what becomes of them, over one engine. */
export function testUserEnds(engine: string, open: OpenStore): void {
  test(`${engine}: SES-03, AUT-12: a new password, a reset, disabling and signing out raise the user's epoch`, async (t) => {
    const { directory, jan } = await withJan(open(t));
    const { id } = jan;
    const epoch = () => directory.store.findEpoch("user", id);
    assert.equal(await epoch(), 0);
    await setUserPassword(directory, actor, id, good);
    assert.equal(await epoch(), 1);
    await changeOwnPassword(directory, `user:${id}`, id, { password: `${good} 2`, provedVersion: 1 });
    assert.equal(await epoch(), 2);
    const { secret } = await resetUser(directory, actor, id);
    assert.equal(await epoch(), 2);
    await acceptSecret(directory, secret, good);
    assert.equal(await epoch(), 3);
    await signOutEverywhere(directory, actor, "Jan@domain.be");
    assert.equal(await epoch(), 4);
    await setUserEnabled(directory, actor, id, false);
    await setUserEnabled(directory, actor, id, false);
    assert.equal(await epoch(), 5);
    await setUserEnabled(directory, actor, id, true);
    assert.equal(await epoch(), 5);
    const users = [{ email: "jan@domain.be", name: "Jan", enabled: false }];
    await applyDirectory(directory, "config:d", { users });
    assert.equal(await epoch(), 6);
  });

  test(`${engine}: SES-03: signing a user out everywhere is one audited change of the user, whose password stays`, async (t) => {
    const { directory, jan } = await withJan(open(t));
    const before = await directory.store.revision();
    assert.deepEqual((await signOutEverywhere(directory, actor, jan.id)).password, jan.password);
    const [entry, ...more] = await listAudit(directory, { after: before, limit: 9 });
    assert.deepEqual([entry?.objectKind, entry?.objectId, entry?.actor, more], ["user", jan.id, actor, []]);
    assert.equal((await refusal(signOutEverywhere(directory, actor, "user_none"))).code, "not_found");
  });

  test(`${engine}: AUT-12: a deleted user is gone with memberships, password and secrets; keys they made stay, flagged`, async (t) => {
    const { directory, jan } = await withJan(open(t));
    const { secret } = await inviteUser(directory, actor, jan.id);
    const maker = { actor: `user:${jan.id}`, limits: [compileRights(["*"])], links: [], bounds: undefined } as const;
    const { key } = await createKey(directory, maker, {
      owner: { kind: "account", number: "CKLANT001" },
      environment: "production",
      name: "Till",
    });
    assert.equal((await deleteUser(directory, actor, "jan@domain.be")).id, jan.id);
    assert.equal((await refusal(getUser(directory, jan.id))).code, "not_found");
    assert.equal(await directory.store.findUserByEmail("jan@domain.be"), undefined);
    assert.equal(await directory.store.findPassword(jan.id), undefined);
    assert.equal((await refusal(acceptSecret(directory, secret, good))).code, "not_found");
    assert.equal((await getKey(directory, key.id)).creatorGone, true);
    assert.equal(await directory.store.findEpoch("user", jan.id), 1);
    await removeRole(directory, actor, "full");
    assert.equal((await refusal(deleteUser(directory, actor, jan.id))).code, "not_found");
    const again = await createUser(directory, actor, { email: "jan@domain.be", name: "Jan" });
    assert.notEqual(again.id, jan.id);
  });

  test(`${engine}: AUT-12: disabling an account raises its epoch, once, and the account can be enabled again`, async (t) => {
    const { directory } = await withJan(open(t));
    const epoch = () => directory.store.findEpoch("account", "CKLANT001");
    assert.equal((await setAccountEnabled(directory, actor, "CKLANT001", false)).enabled, false);
    const off = await setAccountEnabled(directory, actor, "CKLANT001", false);
    assert.equal(await epoch(), 1);
    assert.deepEqual(await directory.store.findAccount("CKLANT001"), off);
    assert.equal((await setAccountEnabled(directory, actor, "CKLANT001", true)).enabled, true);
    assert.equal(await epoch(), 1);
    const accounts = [{ number: "CKLANT001", name: "Een", enabled: false }];
    await applyDirectory(directory, "config:d", { accounts });
    assert.equal(await epoch(), 2);
    assert.equal((await refusal(setAccountEnabled(directory, actor, "CKLANT009", true))).code, "not_found");
  });

  test(`${engine}: what describes a user is changed member by member, an attribute by its name`, async (t) => {
    const { directory, jan } = await withJan(open(t));
    const first = await updateUser(directory, actor, jan.id, { kind: "pro", attributes: { city: "Gent", phone: "1" } });
    const wanted = { name: "Jan P", externalId: "9", attributes: { phone: undefined, lastname: "Peeters" } };
    const second = await updateUser(directory, actor, "jan@domain.be", wanted);
    assert.deepEqual(
      [second.name, second.kind, second.externalId, second.attributes],
      ["Jan P", "pro", "9", { city: "Gent", lastname: "Peeters" }],
    );
    assert.ok(second.revision > first.revision);
    assert.deepEqual(await getUser(directory, jan.id), second);
    assert.deepEqual(await updateUser(directory, actor, jan.id, wanted), second);
    const cleared = await updateUser(directory, actor, jan.id, {
      attributes: { city: undefined, lastname: undefined },
    });
    assert.equal(cleared.attributes, undefined);
    assert.deepEqual((await refusal(updateUser(directory, actor, jan.id, { name: "", kind: "a\nb" }))).members, [
      "name",
      "kind",
    ]);
  });

  test(`${engine}: a user's kind is one of those that are configured, however they are made or changed`, async (t) => {
    const { directory: any, jan } = await withJan(open(t));
    const directory = { ...any, settings: { ...any.settings, userKinds: ["pro", "account"] } };
    const wrong = { code: "validation_failed", members: ["kind"] };
    const els = { email: "els@domain.be", name: "Els" };
    assert.deepEqual(await refusal(createUser(directory, actor, { ...els, kind: "prof" })), wrong);
    assert.deepEqual(await refusal(updateUser(directory, actor, jan.id, { kind: "prof" })), wrong);
    const users = [{ ...els, kind: "prof" }];
    const inFile = { code: "validation_failed", members: ["users[0].kind"] };
    assert.deepEqual(await refusal(applyDirectory(directory, "config:d", { users })), inFile);
    assert.equal((await createUser(directory, actor, { ...els, kind: "pro" })).kind, "pro");
  });
}
