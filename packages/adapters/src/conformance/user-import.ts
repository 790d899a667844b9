import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkImport,
  createAccount,
  createRole,
  createUser,
  type Directory,
  getUser,
  type ImportedUser,
  importUsers,
  type NewUser,
} from "@clavis/directory";
import type { OpenStore } from "./directory-store.ts";
import { refusal } from "./refusal.ts";
import { testDirectory } from "./test-directory.ts";

const actor = "local:anna";
const digest = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";

async function directoryOf(open: ReturnType<OpenStore>): Promise<Directory> {
  const directory = testDirectory(await open);
  await createAccount(directory, actor, { number: "CKLANT001", name: "Een" });
  await createRole(directory, actor, { name: "full", rights: ["*"] });
  return directory;
}

const lines = (users: readonly Partial<NewUser>[]): readonly ImportedUser[] =>
  users.map((user, at) => ({ place: `line ${at + 1}`, user: { email: `u${at}@domain.be`, name: "U", ...user } }));

/** What importing users promises, over one engine. */
export function testUserImport(engine: string, open: OpenStore): void {
  test(`${engine}: an import is looked through whole: every problem has its line, and nothing is written`, async (t) => {
    const directory = await directoryOf(open(t));
    await createUser(directory, actor, { email: "known@domain.be", name: "Known" });
    const before = await directory.store.revision();
    const users = lines([
      { memberships: { CKLANT001: ["full"] }, mainAccount: "CKLANT001" },
      { email: "no address", passwordSha1: "short" },
      { email: " U0@domain.be" },
      { email: "Known@domain.be", memberships: { CKLANT009: ["none"] } },
      { mainAccount: "CKLANT001" },
      { passwordHash: "$1$salt$hash" },
    ]);
    assert.deepEqual(await refusal(checkImport(directory, users, "refuse")), {
      code: "validation_failed",
      members: [
        "line 3 email",
        "line 2 email",
        "line 2 passwordSha1",
        "line 4 email",
        "line 4 memberships.CKLANT009",
        "line 4 memberships.CKLANT009[0]",
        "line 5 mainAccount",
        "line 6 passwordHash",
      ],
    });
    assert.equal(await directory.store.revision(), before);
  });

  test(`${engine}: AUT-13: imported users have their memberships, and a password as it was brought along`, async (t) => {
    const directory = await directoryOf(open(t));
    const memberships = { CKLANT001: ["full"] };
    const users = lines([
      { passwordHash: "imported:1", memberships, mainAccount: "CKLANT001", kind: "pro", externalId: "9" },
      { passwordSha1: digest, attributes: { city: "Gent" } },
      {},
    ]);
    await importUsers(directory, actor, await checkImport(directory, users, "refuse"), () => {});
    const [one, two, three] = [
      await getUser(directory, "u0@domain.be"),
      await getUser(directory, "u1@domain.be"),
      await getUser(directory, "u2@domain.be"),
    ];
    assert.deepEqual(
      [one.memberships, one.mainAccount, one.kind],
      [[{ account: "CKLANT001", roles: ["full"] }], "CKLANT001", "pro"],
    );
    assert.deepEqual(await directory.store.findPassword(one.id), { hash: "imported:1", version: 1, form: "plain" });
    assert.deepEqual([two.password.form, two.attributes], ["sha1", { city: "Gent" }]);
    assert.deepEqual(three.password, { version: 0, bootstrap: false, form: "plain" });
  });

  test(`${engine}: an import is written 500 at a time, and goes on where it stopped, leaving what is there as it is`, async (t) => {
    const directory = await directoryOf(open(t));
    const users = lines(Array.from({ length: 1100 }, () => ({})));
    const stopped = new Error("the power is gone");
    const written: number[] = [];
    const failing = importUsers(directory, actor, await checkImport(directory, users, "refuse"), (count) => {
      written.push(count);
      if (count === 1000) throw stopped;
    });
    await assert.rejects(failing, stopped);
    assert.deepEqual(written, [500, 1000]);
    const known = await getUser(directory, "u999@domain.be");
    assert.equal((await refusal(checkImport(directory, users, "refuse"))).members.length, 1000);
    const rest = await checkImport(directory, users, "skip");
    assert.deepEqual([rest.skipped, rest.users.length], [1000, 100]);
    await importUsers(directory, actor, rest, (count) => written.push(count));
    assert.deepEqual(written, [500, 1000, 100]);
    assert.deepEqual(await getUser(directory, "u999@domain.be"), known);
    assert.equal((await getUser(directory, "u1099@domain.be")).name, "U");
  });
}
