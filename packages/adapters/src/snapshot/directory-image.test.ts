import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { KeyRecord } from "@clavis/core";
import fc from "fast-check";
import { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges, KeyExtras } from "./image-changes.ts";
import { shut } from "./stored-restrictions.ts";
import { testKeyId } from "./testing/plain-directory.ts";

interface ModelKey {
  readonly owner: "account" | "application";
  /** An account's number or an application's id. */
  readonly name: string;
  readonly rights: string;
  readonly restrictions?: string;
  readonly enabled: boolean;
  /** Of its versions, in their order. */
  readonly digests: readonly string[];
}

/** What the image is to know, in plain maps: owners of keys with whether they are enabled, keys by id. */
interface Model {
  readonly accounts: Map<string, boolean>;
  readonly applications: Map<string, boolean>;
  readonly keys: Map<string, ModelKey>;
}

const digestOf = (key: number, generation: number): string =>
  createHash("sha256").update(`${key}/${generation}`).digest("hex");
const latin1 = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");

const plainAccount = { enabled: true, rights: '["*"]', restrictions: "{}", zone: "UTC" };
const plainKey: ModelKey = {
  owner: "account",
  name: "C1",
  rights: '["*"]',
  enabled: true,
  digests: [digestOf(1, 1)],
};

function putKey(image: DirectoryImage, changes: ImageChanges, id: string, key: ModelKey, extras?: KeyExtras): void {
  const row = {
    id,
    environment: image.environmentIndex("production"),
    owner: key.owner,
    ownerIndex: key.owner === "account" ? image.accountIndex(key.name) : image.applicationIndex(key.name),
    rights: image.rightsIndex(key.rights),
    ceiling: image.rightsIndex('["*"]'),
    restrictions: image.keyRestrictionsIndex(key.restrictions ?? "{}"),
    enabled: key.enabled,
    notBefore: -Infinity,
    expiresAt: Infinity,
    revokedAt: Infinity,
  };
  changes.putKey(
    row,
    key.digests.map((digest, at) => ({ version: at + 1, digest, endsAt: Infinity })),
    extras,
  );
}

/** What a look-up says, as far as the model knows it too. */
function found(image: DirectoryImage, digest: string): unknown {
  const key = image.findKey(latin1(digest));
  if (key === undefined) return undefined;
  const { id, version, enabled, owner, rights } = key;
  const [name, ownerEnabled] =
    key.owner === "account" ? [key.account.number, key.account.enabled] : [key.application.id, key.application.enabled];
  return { id, version, enabled, owner, name, ownerEnabled, rights: rights.texts };
}

function expected({ accounts, applications, keys }: Model, digest: string): unknown {
  for (const [id, { owner, name, rights, enabled, digests }] of keys) {
    const version = digests.indexOf(digest) + 1;
    const ownerEnabled = (owner === "account" ? accounts : applications).get(name) === true;
    if (version > 0) return { id, version, enabled, owner, name, ownerEnabled, rights: JSON.parse(rights) };
  }
  return undefined;
}

/** Its account, as far as it has one. */
const accountOf = (key: KeyRecord | undefined) => (key?.owner === "account" ? key.account : undefined);

const keyNumber = fc.nat({ max: 40 });
/** Of accounts and of applications alike: one of each may have the same. */
const name = fc.constantFrom("C1", "C2", "C3");
const owner = fc.constantFrom("account" as const, "application" as const);
const rights = fc.constantFrom('["*"]', '["invoices"]', '["clients:read","!clients/1"]');

type Step = (model: Model, image: DirectoryImage) => void;

const puttingKey = fc
  .record({ number: keyNumber, owner, name, rights, enabled: fc.boolean(), first: fc.nat(4), count: fc.nat(3) })
  .map(
    ({ number, first, count, ...rest }): Step =>
      (model, image) => {
        const key = { ...rest, digests: Array.from({ length: count }, (_, at) => digestOf(number, first + at)) };
        model.keys.set(testKeyId(number), key);
        putKey(image, image, testKeyId(number), key);
      },
  );
const removingKey = keyNumber.map(
  (number): Step =>
    (model, image) => {
      model.keys.delete(testKeyId(number));
      image.removeKey(testKeyId(number));
    },
);
const puttingOwner = fc.tuple(owner, name, fc.boolean()).map(
  ([kind, name, enabled]): Step =>
    (model, image) => {
      (kind === "account" ? model.accounts : model.applications).set(name, enabled);
      if (kind === "account") image.putAccount({ ...plainAccount, number: name, enabled });
      else image.putApplication({ id: name, enabled, rights: '["*"]', restrictions: "{}" });
    },
);
const removingOwner = fc.tuple(owner, name).map(
  ([kind, name]): Step =>
    (model, image) => {
      (kind === "account" ? model.accounts : model.applications).delete(name);
      if (kind === "account") image.removeAccount(name);
      else image.removeApplication(name);
    },
);
/** Everything anew, less every so-manyth key and the owners but those of one name. */
const replacing = fc.tuple(fc.integer({ min: 2, max: 5 }), name).map(
  ([nth, kept]): Step =>
    (model, image) => {
      for (const owners of [model.accounts, model.applications])
        for (const name of [...owners.keys()]) if (name !== kept) owners.delete(name);
      for (const [at, id] of [...model.keys.keys()].entries()) if (at % nth === 0) model.keys.delete(id);
      image.replace((changes) => {
        for (const [number, enabled] of model.accounts) changes.putAccount({ ...plainAccount, number, enabled });
        for (const [id, enabled] of model.applications)
          changes.putApplication({ id, enabled, rights: '["*"]', restrictions: "{}" });
        for (const [id, key] of model.keys) putKey(image, changes, id, key);
      });
    },
);
const finding = fc.tuple(keyNumber, fc.nat(7)).map(
  ([number, generation]): Step =>
    (model, image) => {
      const digest = digestOf(number, generation);
      assert.deepEqual(found(image, digest), expected(model, digest));
    },
);

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: puttingKey },
    { weight: 8, arbitrary: removingKey },
    { weight: 2, arbitrary: puttingOwner },
    { weight: 1, arbitrary: removingOwner },
    { weight: 1, arbitrary: replacing },
    { weight: 20, arbitrary: finding },
  ),
  { minLength: 500, maxLength: 500 },
);

test("10,000 random changes and look-ups answer like plain maps", () => {
  const check = (list: readonly Step[]): void => {
    const model: Model = { accounts: new Map(), applications: new Map(), keys: new Map() };
    const image = new DirectoryImage();
    for (const step of list) step(model, image);
    for (let number = 0; number <= 40; number++)
      for (let generation = 0; generation <= 7; generation++) {
        const digest = digestOf(number, generation);
        assert.deepEqual(found(image, digest), expected(model, digest));
      }
    for (const name of ["C1", "C2", "C3"]) {
      assert.equal(image.findAccount(name)?.enabled, model.accounts.get(name));
      assert.equal(image.findApplication(name)?.enabled, model.applications.get(name));
    }
  };
  fc.assert(fc.property(steps, check), { numRuns: 20 });
});

test("a repeated look-up gives the same object until something changes", () => {
  const image = new DirectoryImage();
  putKey(image, image, testKeyId(1), plainKey);
  const find = () => image.findKey(latin1(digestOf(1, 1)));
  const first = find();
  assert.equal(find(), first);
  image.putAccount({ ...plainAccount, number: "C1", rights: '["invoices"]' });
  assert.deepEqual(accountOf(find())?.rights.texts, ["invoices"]);
  assert.notEqual(find(), first);
});

test("keys of one right list share one compiled set", () => {
  const image = new DirectoryImage();
  putKey(image, image, testKeyId(1), { ...plainKey, rights: '["invoices"]' });
  putKey(image, image, testKeyId(2), { ...plainKey, rights: '["invoices"]', digests: [digestOf(2, 1)] });
  const [one, other] = [1, 2].map((number) => image.findKey(latin1(digestOf(number, 1)))?.rights);
  assert.ok(one !== undefined && one === other);
});

test("CFG-05: whatever restrictions are not understood of, or a time zone is unknown of, is shut", () => {
  const image = new DirectoryImage();
  const restrictions = '{"hours":"mon-fri"}';
  putKey(image, image, testKeyId(1), { ...plainKey, restrictions });
  assert.equal(image.findKeyById(testKeyId(1))?.restrictions, shut);
  image.putApplication({ id: "agenda", enabled: true, rights: '["*"]', restrictions });
  assert.equal(image.findApplication("agenda")?.restrictions, shut);
  image.putAccount({ ...plainAccount, number: "C1", restrictions });
  assert.equal(image.findAccount("C1")?.restrictions, shut);
  image.putAccount({ ...plainAccount, number: "C2", zone: "Mars/Phobos" });
  const { restrictions: narrowed, zone } = image.findAccount("C2") ?? {};
  assert.deepEqual([narrowed, zone], [shut, "UTC"]);
});

test("a key that stays keeps its slot, and what was said of a key that went is not said of the next one there", () => {
  const image = new DirectoryImage();
  const find = (number: number) => image.findKey(latin1(digestOf(number, 1)));
  const put = (changes: ImageChanges, number: number, extras?: KeyExtras): void =>
    putKey(image, changes, testKeyId(number), { ...plainKey, digests: [digestOf(number, 1)] }, extras);
  put(image, 1);
  put(image, 2, { ceilings: [image.rightsIndex("[]")], links: ["lnk_1"], boundTo: "usr_1" });
  put(image, 3);
  const [first, second, third] = [1, 2, 3].map((number) => find(number)?.slot);
  image.replace((changes) => {
    for (const number of [3, 1]) put(changes, number);
  });
  assert.deepEqual(
    [1, 2, 3].map((number) => find(number)?.slot),
    [first, undefined, third],
  );
  put(image, 4);
  const next = find(4);
  assert.deepEqual([next?.slot, next?.ceilings.length, next?.links, next?.boundTo], [second, 1, [], undefined]);
});

test("locks and epochs that are not put again are gone after a replacement", () => {
  const image = new DirectoryImage();
  for (const id of ["C1", "C2"]) {
    image.putLock("account", id);
    image.putEpoch("account", id, 3);
  }
  image.replace((changes) => {
    changes.putLock("account", "C2");
    changes.putEpoch("account", "C1", 4);
  });
  assert.deepEqual(
    ["C1", "C2"].map((id) => [image.isLocked("account", id), image.epochOf("account", id)]),
    [
      [false, 4],
      [true, 0],
    ],
  );
});

test("a replacement that fails removes nothing", () => {
  const image = new DirectoryImage();
  image.putAccount({ ...plainAccount, number: "C1" });
  image.putLock("account", "C1");
  putKey(image, image, testKeyId(1), plainKey);
  assert.throws(() =>
    image.replace(() => {
      throw new Error("the disk is gone");
    }),
  );
  assert.equal(accountOf(image.findKey(latin1(digestOf(1, 1))))?.enabled, true);
  assert.equal(image.isLocked("account", "C1"), true);
});
