import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyIdWords, packKeyId, unpackKeyId } from "./packed-key-id.ts";

const ids = fc.stringMatching(/^key_[0-7][0-9A-Za-z]{21}$/);

test("every id comes back as it was, and touches only its own words", () => {
  fc.assert(
    fc.property(ids, fc.nat({ max: 9 }), (id, at) => {
      const words = new Uint32Array(at + keyIdWords + 2);
      packKeyId(id, words, at);
      assert.equal(unpackKeyId(words, at), id);
      assert.ok((words[at + keyIdWords - 1] ?? 0) < 2 ** 12);
      words.fill(0, at, at + keyIdWords);
      assert.ok(words.every((word) => word === 0));
    }),
  );
});

test("a text that is no id of a key is refused", () => {
  const tail = "A".repeat(21);
  for (const text of [
    "",
    "key_",
    `key_0${tail}B`,
    `key_0${tail.slice(1)}`,
    `key_8${tail}`,
    `app_0${tail}`,
    `key_0${tail}\n`,
  ])
    assert.throws(() => packKeyId(text, new Uint32Array(keyIdWords), 0), TypeError);
});
