import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { generateKeyId } from "./key-id.ts";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const hexOf = (id: string): string =>
  [...id.slice(4)]
    .reduce((value, digit) => value * 62n + BigInt(alphabet.indexOf(digit)), 0n)
    .toString(16)
    .padStart(32, "0");

test("a key's id is a UUIDv7 in base62", () => {
  const id = generateKeyId(0x017f22e279b0, (count) => new Uint8Array(count).fill(0xff));
  assert.match(id, /^key_[0-9A-Za-z]{22}$/);
  assert.equal(hexOf(id), "017f22e279b07fffbfffffffffffffff");
  assert.equal(hexOf(generateKeyId(0, (count) => new Uint8Array(count))), "00000000000070008000000000000000");
});

test("ids sort by the time they were made", () => {
  const ids = [1, 2, 61, 62, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1].map((t) =>
    generateKeyId(t, randomBytes),
  );
  assert.deepEqual(ids.toSorted(), ids);
});

test("ids of one millisecond differ", () => {
  const ids = Array.from({ length: 1000 }, () => generateKeyId(5, randomBytes));
  assert.equal(new Set(ids).size, ids.length);
});
