import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { lockKinds } from "@clavis/core";
import type { Account, ApiKey, Application, KeyOwner, RestrictionSpec, User } from "@clavis/directory";
import fc from "fast-check";
import type { FollowingSnapshot } from "./following-snapshot.ts";
import { openMemorySnapshot } from "./memory-snapshot.ts";
import { openSqliteSnapshot } from "./sqlite-snapshot.ts";
import { PlainDirectory, testDigester, testKeyId } from "./testing/plain-directory.ts";
import { PlainTables } from "./testing/plain-tables.ts";

const numbers = ["C1", "C2"];
const programs = ["agenda", "till"];
const keyNumbers = [1, 2, 3, 4];
const secretOf = (key: number, version: number): string => `${key}/${version}`;
/** What can be locked, and one that is nothing. */
const names = [...numbers, ...programs, testKeyId(1), "usr_1", "production", "none"];

const base = { name: "name", createdAt: 0, revision: 1 };
const plainAccount: Account = {
  ...base,
  number: "C1",
  enabled: true,
  rights: ["*"],
  restrictions: undefined,
  zone: "UTC",
};
const plainProgram: Application = { ...base, id: "agenda", enabled: true, rights: ["*"], restrictions: undefined };
const plainKey: ApiKey = {
  ...base,
  id: testKeyId(1),
  environment: "production",
  owner: { kind: "account", number: "C1" },
  rights: ["*"],
  ceilings: [["*"]],
  links: [],
  restrictions: undefined,
  boundTo: undefined,
  creator: "local:test",
  enabled: true,
  notBefore: undefined,
  expiresAt: undefined,
  revokedAt: undefined,
  revokedReason: undefined,
  versions: [],
};
const plainUser: User = {
  ...base,
  id: "usr_1",
  email: "an@kantoor.be",
  kind: undefined,
  externalId: undefined,
  attributes: undefined,
  mainAccount: "C1",
  enabled: true,
  memberships: [
    { account: "C1", roles: ["reader", "writer"] },
    { account: "C2", roles: ["writer"] },
  ],
  password: { version: 5, bootstrap: false, form: "plain" },
};

/** The same directory in SQLite and in memory; each step changes both. */
interface Pair {
  readonly directory: PlainDirectory;
  readonly tables: PlainTables;
}
type Step = (pair: Pair) => void;

const jsonOf = (restrictions: RestrictionSpec | undefined): string | null =>
  restrictions === undefined ? null : JSON.stringify(restrictions);

function start({ directory, tables }: Pair): void {
  directory.create();
  for (const number of numbers) {
    directory.addAccount(number);
    tables.putAccount({ ...plainAccount, number });
  }
  for (const name of ["reader", "writer"]) {
    directory.putRole(name, '["invoices"]');
    tables.putRole(name, ["invoices"]);
  }
  directory.addUser("usr_1", "an@kantoor.be", [
    ["C1", "reader"],
    ["C1", "writer"],
    ["C2", "writer"],
  ]);
  tables.putUser(plainUser);
  for (const id of programs) putProgram(id, ["*"], undefined, true)({ directory, tables });
}

const putProgram =
  (id: string, rights: readonly string[], restrictions: RestrictionSpec | undefined, enabled: boolean): Step =>
  ({ directory, tables }) => {
    directory.putApplication(id, JSON.stringify(rights), jsonOf(restrictions), Number(enabled));
    tables.putApplication({ ...plainProgram, id, rights, restrictions, enabled });
  };

const rights = fc.constantFrom<readonly string[]>(["*"], ["invoices"], ["clients:read", "!clients/1"]);
const restrictions = fc.constantFrom<RestrictionSpec | undefined>(
  undefined,
  { networks: ["10.0.0.0/8"], countries: ["NL", "BE"] },
  { hours: "mon-fri 08:00-18:00 Europe/Brussels", operations: ["openShop"] },
  { anchor: { to: "network", mode: "warn" }, rate: { limit: 5, seconds: 60, burst: 2 } },
  { quota: { limit: 9, period: "day", shadow: true }, notBefore: 5 },
  { uses: 1 },
);
const owner = fc.constantFrom<KeyOwner>(
  ...numbers.map((number) => ({ kind: "account", number }) as const),
  ...programs.map((id) => ({ kind: "application", id }) as const),
);

const changingAccount = fc
  .tuple(fc.constantFrom(...numbers), restrictions, fc.constantFrom("UTC", "Europe/Brussels", "Mars/Phobos"))
  .map(
    ([number, narrowed, zone]): Step =>
      ({ directory, tables }) => {
        directory.restrictAccount(number, jsonOf(narrowed), zone);
        tables.putAccount({ ...plainAccount, number, restrictions: narrowed, zone });
      },
  );
const changingProgram = fc
  .tuple(fc.constantFrom(...programs), rights, restrictions, fc.boolean())
  .map((values): Step => putProgram(...values));
const removingKey = fc.constantFrom(...keyNumbers).map(
  (number): Step =>
    ({ directory, tables }) => {
      directory.removeKey(testKeyId(number));
      tables.removeKey(testKeyId(number));
    },
);
const puttingKey = fc
  .record({
    number: fc.constantFrom(...keyNumbers),
    owner,
    rights,
    restrictions,
    boundTo: fc.option(fc.constant("usr_1"), { nil: undefined }),
    secrets: fc.integer({ min: 1, max: 2 }),
  })
  .map(
    ({ number, secrets, ...key }): Step =>
      ({ directory, tables }) => {
        const id = testKeyId(number);
        const texts = Array.from({ length: secrets }, (_, at) => secretOf(number, at + 1));
        const versions = texts.map((_, at) => ({ version: at + 1, last4: "last", createdAt: 0, endsAt: undefined }));
        directory.removeKey(id);
        directory.addKey({
          ...(key.owner.kind === "account" ? { account: key.owner.number } : { application: key.owner.id }),
          ...(key.restrictions !== undefined && { restrictions: JSON.stringify(key.restrictions) }),
          ...(key.boundTo !== undefined && { boundTo: key.boundTo }),
          ...{ id, secrets: texts, rights: JSON.stringify(key.rights) },
        });
        tables.removeKey(id);
        tables.putKey({ ...plainKey, ...key, id, versions }, texts);
      },
  );
const changingRole = fc.tuple(fc.constantFrom("reader", "writer"), rights, restrictions).map(
  ([name, list, narrowed]): Step =>
    ({ directory, tables }) => {
      directory.putRole(name, JSON.stringify(list), jsonOf(narrowed));
      tables.putRole(name, list, narrowed);
    },
);
const changingUser = fc.tuple(fc.option(fc.constantFrom("pro", "account"), { nil: undefined }), fc.boolean()).map(
  ([kind, bootstrap]): Step =>
    ({ directory, tables }) => {
      directory.change("user", "usr_1", () =>
        directory.run("update user set kind = ?, password_bootstrap = ?", kind ?? null, Number(bootstrap)),
      );
      tables.putUser({ ...plainUser, kind, password: { ...plainUser.password, bootstrap } });
    },
);
const marking = fc
  .tuple(fc.constantFrom("lock", "unlock", "raiseEpoch"), fc.constantFrom(...lockKinds), fc.constantFrom(...names))
  .map(
    ([way, kind, id]): Step =>
      ({ directory, tables }) => {
        directory[way](kind, id);
        tables[way](kind, id);
      },
  );
/** What nobody told of, and an entry that says nothing: the one leads to a full load, the other to none. */
const noting = fc.boolean().map(
  (known): Step =>
    ({ directory, tables }) => {
      directory.change(known ? "signing-key" : "something new", "x", () => {});
      tables.note("x");
    },
);

const step = fc.oneof(
  { weight: 3, arbitrary: changingAccount },
  { weight: 3, arbitrary: changingProgram },
  { weight: 2, arbitrary: removingKey },
  { weight: 6, arbitrary: puttingKey },
  { weight: 3, arbitrary: changingRole },
  { weight: 1, arbitrary: changingUser },
  { weight: 8, arbitrary: marking },
  { weight: 1, arbitrary: noting },
);

/** All that can be asked, without the slots, which depend on what was there before. */
function answersOf(snapshot: FollowingSnapshot): unknown {
  snapshot.catchUp();
  const secrets = keyNumbers.flatMap((number) => [secretOf(number, 1), secretOf(number, 2)]);
  const keys = [
    ...secrets.map((secret) => snapshot.findKey(secret)),
    ...keyNumbers.map(testKeyId).map((id) => snapshot.findKeyById(id)),
  ];
  return {
    keys: keys.map((key) => key && { ...key, slot: 0 }),
    accounts: numbers.map((number) => snapshot.findAccount(number)),
    applications: [...programs, "none"].map((id) => snapshot.findApplication(id)),
    user: snapshot.findUserById("usr_1"),
    locked: lockKinds.map((kind) => names.filter((id) => snapshot.isLocked(kind, id))),
    epochs: lockKinds.map((kind) => names.map((id) => snapshot.epochOf(kind, id))),
  };
}

test("after random changes of everything both stores say the same, followed or read anew", () => {
  const check = (steps: readonly Step[]): void => {
    const folder = mkdtempSync(join(tmpdir(), "clavis-alike-"));
    const path = join(folder, "clavis.db");
    const pair = { directory: new PlainDirectory(path), tables: new PlainTables() };
    start(pair);
    const options = { digester: testDigester };
    const open = () => [openSqliteSnapshot(path, options), openMemorySnapshot(pair.tables, options)];
    const following = open();
    try {
      for (const [at, step] of steps.entries()) {
        step(pair);
        if (at % 5 < 4) continue;
        const anew = open();
        const [answers, ...others] = [...following, ...anew].map(answersOf);
        for (const snapshot of anew) snapshot.close();
        for (const other of others) assert.deepEqual(other, answers);
      }
    } finally {
      for (const snapshot of following) snapshot.close();
      pair.directory.close();
      rmSync(folder, { recursive: true });
    }
  };
  fc.assert(fc.property(fc.array(step, { minLength: 60, maxLength: 60 }), check), { numRuns: 15 });
});
