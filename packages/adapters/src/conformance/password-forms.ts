import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptSecret,
  applyDirectory,
  changeOwnPassword,
  createUser,
  type Directory,
  getUser,
  hashedText,
  inviteUser,
  listAudit,
  migrateFormat,
  type NewUser,
  planDirectory,
  rehashPassword,
  setUserEnabled,
  setUserPassword,
  sha1Text,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { testDirectory } from "./test-directory.ts";

const actor = "local:anna";
const good = "een goed wachtwoord";
/** Of "test". */
const digest = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";

const make = (directory: Directory, members: Partial<NewUser>): ReturnType<typeof createUser> =>
  createUser(directory, actor, { email: "fake.user@gmail.com", name: "Fake User", ...members });

/** What the forms of passwords promise, over one engine. */
export function testPasswordForms(engine: string, open: OpenStore): void {
  test(`${engine}: LEG-01: of a SHA-1 no more is kept than the hash of it behind a domain`, async (t) => {
    const directory = testDirectory(await open(t));
    const { id, password } = await make(directory, { passwordSha1: digest.toUpperCase() });
    assert.deepEqual(password, { version: 1, bootstrap: false, form: "sha1" });
    const hash = await directory.hasher.hash(sha1Text(digest));
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 1, form: "sha1" });
    const kept = JSON.stringify([await listAudit(directory, { limit: 9 }), await getUser(directory, id), hash]);
    assert.ok(!kept.toLowerCase().includes(digest));
  });

  test(`${engine}: users of a format are counted by their kind, but for those who are disabled`, async (t) => {
    const directory = testDirectory(await open(t));
    for (const [at, kind] of ["pro", undefined, "pro"].entries())
      await make(directory, { email: `${at}@gmail.com`, passwordSha1: digest, ...(kind && { kind }) });
    await make(directory, { email: "3@gmail.com", kind: "pro", initialPassword: good });
    const counted = async () =>
      new Map((await directory.store.countUsers("sha1")).map((each) => [each.kind, each.count]));
    assert.deepEqual(
      await counted(),
      new Map([
        ["pro", 2],
        [undefined, 1],
      ]),
    );
    assert.deepEqual(await directory.store.countUsers("plain"), [{ kind: "pro", count: 1 }]);
    await setUserEnabled(directory, actor, "0@gmail.com", false);
    assert.deepEqual(
      await counted(),
      new Map([
        ["pro", 1],
        [undefined, 1],
      ]),
    );
  });

  test(`${engine}: LEG-02: a password of the SHA-1 format is kept as its digest, one of the normal format as it is`, async (t) => {
    const directory = testDirectory(await open(t));
    const { id } = await make(directory, { initialPassword: good, passwordFormat: "sha1" });
    const legacy = await directory.hasher.hash(sha1Text(directory.hasher.sha1(good)));
    assert.deepEqual(await directory.store.findPassword(id), { hash: legacy, version: 1, form: "sha1" });
    const other = await make(directory, { email: "b@gmail.com", initialPassword: good });
    const hash = await directory.hasher.hash(good);
    assert.deepEqual(await directory.store.findPassword(other.id), { hash, version: 1, form: "plain" });
    assert.equal(hashedText(directory.hasher, "Zoe\u0308", "sha1"), hashedText(directory.hasher, "Zo\u00eb", "sha1"));
  });

  test(`${engine}: LEG-03: a new password keeps the SHA-1 format until the user was told to leave it`, async (t) => {
    const directory = testDirectory(await open(t));
    const { id } = await make(directory, { passwordSha1: digest });
    const by = `user:${id}` as const;
    const own = await changeOwnPassword(directory, by, id, { password: good, provedVersion: 1 });
    assert.deepEqual(own.password, { version: 2, bootstrap: false, form: "sha1" });
    assert.equal((await setUserPassword(directory, actor, id, `${good} 2`)).password.form, "sha1");
    assert.equal((await migrateFormat(directory, actor, id)).password.form, "sha1-then-plain");
    const next = await changeOwnPassword(directory, by, id, { password: good, provedVersion: 3 });
    assert.deepEqual(next.password, { version: 4, bootstrap: false, form: "plain" });
    const hash = await directory.hasher.hash(good);
    assert.deepEqual(await directory.store.findPassword(id), { hash, version: 4, form: "plain" });
  });

  test(`${engine}: LEG-03: leaving the SHA-1 format is one audited change, and its end a new version, whose digest is refused`, async (t) => {
    const directory = testDirectory(await open(t));
    const { id } = await make(directory, { passwordSha1: digest });
    const told = await migrateFormat(directory, actor, "fake.user@gmail.com");
    assert.deepEqual(await migrateFormat(directory, actor, id), told);
    const [, entry] = await listAudit(directory, { limit: 9 });
    assert.deepEqual(entry?.detail, { before: { passwordForm: "sha1" }, after: { passwordForm: "sha1-then-plain" } });
    assert.equal(entry.action, "user.format");
    const stored = await directory.store.findPassword(id);
    assert.deepEqual([stored?.form, stored?.version], ["sha1-then-plain", 1]);
    await rehashPassword(directory, id, { version: 1, form: "sha1" }, { hash: "late", form: "sha1" });
    assert.deepEqual(await directory.store.findPassword(id), stored);
    await rehashPassword(directory, id, { version: 1, form: "sha1-then-plain" }, { hash: "new", form: "plain" });
    assert.deepEqual(await directory.store.findPassword(id), { hash: "new", version: 2, form: "plain" });
    assert.deepEqual(await migrateFormat(directory, actor, id), await getUser(directory, id));
  });

  test(`${engine}: LEG-03: who has no password yet leaves the format at once, and who is invited into it gets it`, async (t) => {
    const directory = testDirectory(await open(t));
    const { id } = await make(directory, { passwordFormat: "sha1" });
    const { secret } = await inviteUser(directory, actor, id);
    assert.equal((await acceptSecret(directory, secret, good)).password.form, "sha1");
    const other = await make(directory, { email: "b@gmail.com", passwordFormat: "sha1" });
    assert.equal((await migrateFormat(directory, actor, other.id)).password.form, "plain");
  });

  test(`${engine}: a password is given in one way, and what is wrong with it is named`, async (t) => {
    const directory = testDirectory(await open(t));
    const flaws: readonly (readonly [Partial<NewUser>, string])[] = [
      [{ initialPassword: good, passwordSha1: digest }, "passwordSha1"],
      [{ passwordSha1: digest, passwordHash: "imported:1" }, "passwordHash"],
      [{ passwordSha1: digest.slice(1) }, "passwordSha1"],
      [{ passwordSha1: `${digest.slice(1)}g` }, "passwordSha1"],
      [{ passwordSha1: digest, passwordFormat: "plain" }, "passwordFormat"],
      [{ passwordHash: "imported:1", passwordFormat: "sha1" }, "passwordFormat"],
      [{ passwordHash: "$6$salt$hash" }, "passwordHash"],
      [{ initialPassword: "kort", passwordFormat: "sha1" }, "initialPassword"],
    ];
    for (const [members, member] of flaws) {
      const wrong = { code: "validation_failed", members: [member] };
      assert.deepEqual(await refusal(make(directory, members)), wrong);
      const users = [{ email: "fake.user@gmail.com", name: "Fake", ...members }];
      const inFile = { code: "validation_failed", members: [`users[0].${member}`] };
      assert.deepEqual(await refusal(applyDirectory(directory, "config:d", { users })), inFile);
    }
    assert.equal(await directory.store.revision(), 0);
  });

  test(`${engine}: AUT-01: a digest and a hash made elsewhere are exempt from the length, and used as they are`, async (t) => {
    const directory = testDirectory(await open(t));
    const users = [
      { email: "fake.user@gmail.com", name: "Fake", passwordSha1: digest },
      { email: "b@gmail.com", name: "B", passwordHash: "imported:1" },
    ];
    assert.equal((await planDirectory(directory, { users })).length, 2);
    await applyDirectory(directory, "config:d", { users });
    const { id, password } = await getUser(directory, "b@gmail.com");
    assert.deepEqual(password, { version: 1, bootstrap: false, form: "plain" });
    assert.equal((await directory.store.findPassword(id))?.hash, "imported:1");
    assert.deepEqual(await applyDirectory(directory, "config:d", { users }), []);
  });
}
