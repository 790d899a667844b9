import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { maxEnvironment, type TableKey } from "./key-row.ts";
import { KeyTable } from "./key-table.ts";
import { testKeyId } from "./testing/plain-directory.ts";

const digestOf = (number: number): string => createHash("sha256").update(`${number}`).digest("hex");
const latin1 = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");

const key = (number: number): TableKey => ({
  id: testKeyId(number),
  environment: 3,
  owner: number % 3 === 0 ? "application" : "account",
  ownerIndex: number,
  rights: 2 ** 32 - 1,
  ceiling: 0,
  restrictions: 77,
  enabled: number % 2 === 0,
  notBefore: -Infinity,
  expiresAt: 1_790_000_000_000 + number,
  revokedAt: Infinity,
});

test("a key comes back as it was put, with the version asked for", () => {
  const table = new KeyTable(() => {});
  const versions = [1, 2].map((version) => ({ version, digest: digestOf(version), endsAt: version * 1000 }));
  const slot = table.put(key(5), versions);
  for (const { version, digest, endsAt } of versions) {
    const found = table.read(table.findVersion(latin1(digest)));
    assert.deepEqual(found, { ...key(5), slot, version, versionEndsAt: endsAt });
  }
  assert.equal(table.findVersion(latin1(digestOf(3))), -1);
});

test("whose key it is and whether it is enabled come back beside the highest environment", () => {
  const table = new KeyTable(() => {});
  for (const owner of ["account", "application"] as const)
    for (const enabled of [true, false]) {
      const put = { ...key(1), owner, enabled, environment: maxEnvironment };
      table.put(put, [{ version: 1, digest: digestOf(1), endsAt: Infinity }]);
      const found = table.read(table.findVersion(latin1(digestOf(1))));
      assert.deepEqual(found, { ...put, slot: found.slot, version: 1, versionEndsAt: Infinity });
    }
  assert.throws(() => table.put({ ...key(1), environment: maxEnvironment + 1 }, []), RangeError);
});

test("KEY-01: a digest that differs in one byte of its first 24 is not found", () => {
  const table = new KeyTable(() => {});
  const digest = latin1(digestOf(1));
  table.put(key(1), [{ version: 1, digest: digestOf(1), endsAt: Infinity }]);
  for (let at = 0; at < 24; at++) {
    const other = String.fromCharCode(digest.charCodeAt(at) ^ 1);
    assert.equal(table.findVersion(digest.slice(0, at) + other + digest.slice(at + 1)), -1);
  }
});

test("a key keeps its slot when it changes; a removed key's slot is reported, used again and shows nothing of it", () => {
  const released: number[] = [];
  const table = new KeyTable((slot) => released.push(slot));
  const slot = table.put(key(1), [{ version: 1, digest: digestOf(1), endsAt: Infinity }]);
  assert.equal(table.put({ ...key(1), rights: 9 }, [{ version: 2, digest: digestOf(2), endsAt: Infinity }]), slot);
  assert.equal(table.findVersion(latin1(digestOf(1))), -1);
  assert.equal(table.read(table.findVersion(latin1(digestOf(2)))).rights, 9);
  assert.deepEqual(released, []);
  table.remove(testKeyId(1));
  table.remove(testKeyId(1));
  assert.deepEqual([table.size, table.findVersion(latin1(digestOf(2))), released], [0, -1, [slot]]);
  assert.equal(table.put(key(2), [{ version: 1, digest: digestOf(3), endsAt: Infinity }]), slot);
});

test("what no secret can find is not kept: a key whose id is none, or without a digest", () => {
  const released: number[] = [];
  const table = new KeyTable((slot) => released.push(slot));
  assert.equal(table.put({ ...key(1), id: "key_1" }, [{ version: 1, digest: digestOf(1), endsAt: Infinity }]), -1);
  for (const digest of ["", "1".repeat(63), "x".repeat(64), "1".repeat(66), `${"1".repeat(40)}g${"1".repeat(23)}`])
    assert.equal(table.put(key(1), [{ version: 1, digest, endsAt: Infinity }]), -1);
  table.put(key(2), [{ version: 1, digest: digestOf(2), endsAt: Infinity }]);
  assert.equal(table.put(key(2), []), -1);
  assert.deepEqual([table.size, table.findVersion(latin1(digestOf(2)))], [0, -1]);
  assert.ok(released.length > 0 && released.every((slot) => slot === 0));
});

test("only the keys that are retained stay", () => {
  const table = new KeyTable(() => {});
  const slots = [1, 2, 3, 4].map((number) =>
    table.put(
      key(number),
      [0, 1].map((version) => ({ version, digest: digestOf(number * 10 + version), endsAt: Infinity })),
    ),
  );
  table.remove(testKeyId(1));
  table.retain((slot) => slot === slots[2]);
  assert.equal(table.size, 1);
  for (const number of [1, 2, 3, 4]) assert.equal(table.findVersion(latin1(digestOf(number * 10))) >= 0, number === 3);
});

test("tens of thousands of keys are all found, in any order of their ids", () => {
  const table = new KeyTable(() => {});
  const count = 40_000;
  const put = (number: number): number =>
    table.put(key(number), [{ version: 1, digest: digestOf(number), endsAt: Infinity }]);
  for (let number = 0; number < count; number++) put(number);
  for (let number = 0; number < count; number += 7) {
    const found = table.read(table.findVersion(latin1(digestOf(number))));
    assert.equal(found.id, testKeyId(number));
    assert.equal(put(number), found.slot);
  }
  assert.equal(table.size, count);
});
