import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { composeApiKey, isApiKeyForm, keyWordForm } from "./api-key-form.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/);
const anyKey = fc.tuple(word, word, fc.infiniteStream(fc.nat(255))).map(([prefix, tag, bytes]) => ({
  prefix,
  key: composeApiKey(prefix, tag, (count) => Uint8Array.from({ length: count }, () => bytes.next().value)),
}));

test("KEY-01: a made key has prefix, tag, 30 random characters and 6 of checksum", () => {
  fc.assert(
    fc.property(anyKey, ({ prefix, key }) => {
      assert.match(key, /^[a-z][a-z0-9]{0,15}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{36}$/);
      assert.ok(isApiKeyForm(prefix, key));
    }),
  );
});

test("KEY-01: any changed, missing or added character is refused", () => {
  fc.assert(
    fc.property(
      anyKey,
      fc.nat(),
      fc.string({ unit: "binary", maxLength: 2 }),
      fc.nat(2),
      ({ prefix, key }, place, text, cut) => {
        const at = place % (key.length + 1);
        const changed = key.slice(0, at) + text + key.slice(at + cut);
        assert.equal(isApiKeyForm(prefix, changed), changed === key);
      },
    ),
    { numRuns: 3000 },
  );
});

test("KEY-01: a key of another prefix is refused, also where one prefix begins the other", () => {
  const key = composeApiKey("clvx", "live", (count) => new Uint8Array(count).fill(7));
  assert.ok(isApiKeyForm("clvx", key));
  for (const prefix of ["clv", "clvxx", "", "clvx_live", "__proto__"]) assert.equal(isApiKeyForm(prefix, key), false);
});

test("the checksum is the CRC-32 of zlib over everything before it", () => {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  fc.assert(
    fc.property(anyKey, ({ key }) => {
      const check = [...key.slice(-6)].reduce((value, digit) => value * 62 + alphabet.indexOf(digit), 0);
      assert.equal(check, crc32(key.slice(0, -6)));
    }),
  );
});

test("KEY-01: bytes that would favour some characters are passed over", () => {
  const even = Array.from({ length: 48 }, (_, at) => (at * 5) % 248);
  const drawnFrom = (bytes: readonly number[]) => composeApiKey("clv", "live", () => Uint8Array.from(bytes));
  assert.equal(drawnFrom([248, 249, 250, 251, 252, 253, 254, 255, ...even]), drawnFrom(even));
  assert.notEqual(drawnFrom([247, ...even]), drawnFrom(even));
});

test("a prefix or tag is a short lower-case word", () => {
  for (const text of ["clv", "k", "live2"]) assert.match(text, keyWordForm);
  for (const text of ["", "2a", "Live", "a_b", "a-b", "é", "a".repeat(17), "clv\n"])
    assert.doesNotMatch(text, keyWordForm);
});
