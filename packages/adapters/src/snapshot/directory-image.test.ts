import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges } from "./image-changes.ts";
import { testKeyId } from "./testing/plain-directory.ts";

interface ModelKey {
  readonly account: string;
  readonly rights: string;
  readonly enabled: boolean;
  /** Of its versions, in their order. */
  readonly digests: readonly string[];
}

/** What the image is to know, in plain maps: accounts with whether they are enabled, keys by id. */
interface Model {
  readonly accounts: Map<string, boolean>;
  readonly keys: Map<string, ModelKey>;
}

const digestOf = (key: number, generation: number): string =>
  createHash("sha256").update(`${key}/${generation}`).digest("hex");
const latin1 = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");

const plainKey: ModelKey = { account: "C1", rights: '["*"]', enabled: true, digests: [digestOf(1, 1)] };

function putKey(image: DirectoryImage, changes: ImageChanges, id: string, key: ModelKey): void {
  const row = {
    id,
    environment: image.environmentIndex("production"),
    account: image.accountIndex(key.account),
    rights: image.rightsIndex(key.rights),
    ceiling: image.rightsIndex('["*"]'),
    restrictions: image.restrictionsIndex("{}"),
    enabled: key.enabled,
    notBefore: -Infinity,
    expiresAt: Infinity,
    revokedAt: Infinity,
  };
  changes.putKey(
    row,
    key.digests.map((digest, at) => ({ version: at + 1, digest, endsAt: Infinity })),
  );
}

/** What a look-up says, as far as the model knows it too. */
function found(image: DirectoryImage, digest: string): unknown {
  const key = image.findKey(latin1(digest));
  if (key === undefined) return undefined;
  const { id, version, enabled, account, rights } = key;
  return { id, version, enabled, account: account.number, accountEnabled: account.enabled, rights: rights.texts };
}

function expected({ accounts, keys }: Model, digest: string): unknown {
  for (const [id, { account, rights, enabled, digests }] of keys) {
    const version = digests.indexOf(digest) + 1;
    const accountEnabled = accounts.get(account) === true;
    if (version > 0) return { id, version, enabled, account, accountEnabled, rights: JSON.parse(rights) };
  }
  return undefined;
}

const keyNumber = fc.nat({ max: 40 });
const account = fc.constantFrom("C1", "C2", "C3");
const rights = fc.constantFrom('["*"]', '["invoices"]', '["clients:read","!clients/1"]');

type Step = (model: Model, image: DirectoryImage) => void;

const puttingKey = fc
  .record({ number: keyNumber, account, rights, enabled: fc.boolean(), first: fc.nat(4), count: fc.nat(3) })
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
const puttingAccount = fc.tuple(account, fc.boolean()).map(
  ([number, enabled]): Step =>
    (model, image) => {
      model.accounts.set(number, enabled);
      image.putAccount({ number, enabled, rights: '["*"]' });
    },
);
const removingAccount = account.map(
  (number): Step =>
    (model, image) => {
      model.accounts.delete(number);
      image.removeAccount(number);
    },
);
/** Everything anew, less every so-manyth key and the accounts but one. */
const replacing = fc.tuple(fc.integer({ min: 2, max: 5 }), account).map(
  ([nth, kept]): Step =>
    (model, image) => {
      for (const number of ["C1", "C2", "C3"]) if (number !== kept) model.accounts.delete(number);
      for (const [at, id] of [...model.keys.keys()].entries()) if (at % nth === 0) model.keys.delete(id);
      image.replace((changes) => {
        for (const [number, enabled] of model.accounts) changes.putAccount({ number, enabled, rights: '["*"]' });
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
    { weight: 2, arbitrary: puttingAccount },
    { weight: 1, arbitrary: removingAccount },
    { weight: 1, arbitrary: replacing },
    { weight: 20, arbitrary: finding },
  ),
  { minLength: 500, maxLength: 500 },
);

test("10,000 random changes and look-ups answer like plain maps", () => {
  const check = (list: readonly Step[]): void => {
    const model: Model = { accounts: new Map(), keys: new Map() };
    const image = new DirectoryImage(() => {});
    for (const step of list) step(model, image);
    for (let number = 0; number <= 40; number++)
      for (let generation = 0; generation <= 7; generation++) {
        const digest = digestOf(number, generation);
        assert.deepEqual(found(image, digest), expected(model, digest));
      }
    for (const number of ["C1", "C2", "C3"])
      assert.equal(image.findAccount(number)?.enabled, model.accounts.get(number));
  };
  fc.assert(fc.property(steps, check), { numRuns: 20 });
});

test("a repeated look-up gives the same object until something changes", () => {
  const image = new DirectoryImage(() => {});
  putKey(image, image, testKeyId(1), plainKey);
  const find = () => image.findKey(latin1(digestOf(1, 1)));
  const first = find();
  assert.equal(find(), first);
  image.putAccount({ number: "C1", enabled: true, rights: '["invoices"]' });
  assert.deepEqual(find()?.account.rights.texts, ["invoices"]);
  assert.notEqual(find(), first);
});

test("keys of one right list share one compiled set", () => {
  const image = new DirectoryImage(() => {});
  putKey(image, image, testKeyId(1), { ...plainKey, rights: '["invoices"]' });
  putKey(image, image, testKeyId(2), { ...plainKey, rights: '["invoices"]', digests: [digestOf(2, 1)] });
  const [one, other] = [1, 2].map((number) => image.findKey(latin1(digestOf(number, 1)))?.rights);
  assert.ok(one !== undefined && one === other);
});

test("CFG-05: a key whose restrictions are not understood is disabled", () => {
  const image = new DirectoryImage(() => {});
  image.putKey(
    {
      id: testKeyId(1),
      environment: image.environmentIndex("production"),
      account: image.accountIndex("C1"),
      rights: image.rightsIndex('["*"]'),
      ceiling: image.rightsIndex('["*"]'),
      restrictions: image.restrictionsIndex('{"hours":"mon-fri"}'),
      enabled: true,
      notBefore: -Infinity,
      expiresAt: Infinity,
      revokedAt: Infinity,
    },
    [{ version: 1, digest: digestOf(1, 1), endsAt: Infinity }],
  );
  assert.equal(image.findKey(latin1(digestOf(1, 1)))?.enabled, false);
});

test("a slot is reported when another key may get it, and a key that stays keeps its own", () => {
  const released: number[] = [];
  const image = new DirectoryImage((slot) => released.push(slot));
  const slotOf = (number: number) => image.findKey(latin1(digestOf(number, 1)))?.slot;
  for (const number of [1, 2, 3])
    putKey(image, image, testKeyId(number), { ...plainKey, digests: [digestOf(number, 1)] });
  const [first, second, third] = [1, 2, 3].map(slotOf);
  image.replace((changes) => {
    for (const number of [3, 1])
      putKey(image, changes, testKeyId(number), { ...plainKey, digests: [digestOf(number, 1)] });
  });
  assert.deepEqual([1, 2, 3].map(slotOf), [first, undefined, third]);
  assert.deepEqual(released, [second]);
});

test("a replacement that fails removes nothing", () => {
  const image = new DirectoryImage(() => {});
  image.putAccount({ number: "C1", enabled: true, rights: '["*"]' });
  putKey(image, image, testKeyId(1), plainKey);
  assert.throws(() =>
    image.replace(() => {
      throw new Error("the disk is gone");
    }),
  );
  assert.equal(image.findKey(latin1(digestOf(1, 1)))?.account.enabled, true);
});
