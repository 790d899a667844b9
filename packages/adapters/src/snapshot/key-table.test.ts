import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { KeyTable, type TableKey } from "./key-table.ts";
import { testKeyId } from "./testing/plain-directory.ts";

const digestOf = (number: number): string => createHash("sha256").update(`${number}`).digest("hex");
const latin1 = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");

const key = (number: number): TableKey => ({
  id: testKeyId(number),
  environment: 3,
  account: number,
  rights: 2 ** 32 - 1,
  ceiling: 0,
  restrictions: 77,
  enabled: number % 2 === 0,
  notBefore: -Infinity,
  expiresAt: 1_790_000_000_000 + number,
  revokedAt: Infinity,
});

test("a key comes back as it was put, with the version asked for", () => {
  const table = new KeyTable();
  const versions = [1, 2].map((version) => ({ version, digest: digestOf(version), endsAt: version * 1000 }));
  const slot = table.put(key(5), versions);
  for (const { version, digest, endsAt } of versions) {
    const found = table.read(table.findVersion(latin1(digest)));
    assert.deepEqual(found, { ...key(5), slot, version, versionEndsAt: endsAt });
  }
  assert.equal(table.findVersion(latin1(digestOf(3))), -1);
});

test("KEY-01: a digest that differs in one byte of its first 28 is not found", () => {
  const table = new KeyTable();
  const digest = latin1(digestOf(1));
  table.put(key(1), [{ version: 1, digest: digestOf(1), endsAt: Infinity }]);
  for (let at = 0; at < 28; at++) {
    const other = String.fromCharCode(digest.charCodeAt(at) ^ 1);
    assert.equal(table.findVersion(digest.slice(0, at) + other + digest.slice(at + 1)), -1);
  }
});

test("a key keeps its slot when it changes; a removed key's slot is used again and shows nothing of it", () => {
  const table = new KeyTable();
  const slot = table.put(key(1), [{ version: 1, digest: digestOf(1), endsAt: Infinity }]);
  assert.equal(table.put({ ...key(1), rights: 9 }, [{ version: 2, digest: digestOf(2), endsAt: Infinity }]), slot);
  assert.equal(table.findVersion(latin1(digestOf(1))), -1);
  assert.equal(table.read(table.findVersion(latin1(digestOf(2)))).rights, 9);
  table.remove(slot);
  assert.deepEqual([table.size, table.slotOf(testKeyId(1)), table.findVersion(latin1(digestOf(2)))], [0, -1, -1]);
  assert.equal(table.put(key(2), []), slot);
  assert.deepEqual([table.slotOf(testKeyId(1)), table.slotOf(testKeyId(2))], [-1, slot]);
});

test("a key whose id is none is not kept, nor a version whose digest is none", () => {
  const table = new KeyTable();
  assert.equal(table.put({ ...key(1), id: "key_1" }, []), -1);
  for (const digest of ["", "1".repeat(63), "x".repeat(64), "1".repeat(66), `${"1".repeat(55)}g${"1".repeat(8)}`])
    table.put(key(1), [{ version: 1, digest, endsAt: Infinity }]);
  assert.equal(table.size, 1);
  assert.equal(table.findVersion(latin1("1".repeat(64))), -1);
});

test("tens of thousands of keys are all found, in any order of their ids", () => {
  const table = new KeyTable();
  const count = 40_000;
  for (let number = 0; number < count; number++)
    table.put(key(number), [{ version: 1, digest: digestOf(number), endsAt: Infinity }]);
  for (let number = 0; number < count; number += 7) {
    const found = table.read(table.findVersion(latin1(digestOf(number))));
    assert.equal(found.id, testKeyId(number));
    assert.equal(table.slotOf(found.id), found.slot);
  }
  assert.equal(table.size, count);
});
