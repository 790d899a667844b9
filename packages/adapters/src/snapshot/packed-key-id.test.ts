import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keyIdWords, packKeyId, unpackKeyId } from "./packed-key-id.ts";

const ids = fc.stringMatching(/^key_[0-7][0-9A-Za-z]{21}$/);

test("every id comes back as it was", () => {
  fc.assert(
    fc.property(ids, fc.nat({ max: 9 }), (id, at) => {
      const words = new Uint32Array(keyIdWords);
      assert.equal(packKeyId(id, words), true);
      assert.ok((words[keyIdWords - 1] ?? 0) < 2 ** 12);
      const row = new Uint32Array(20).fill(0xffffffff);
      row.set(words, at);
      row[at + keyIdWords - 1] = (words[keyIdWords - 1] ?? 0) | 0xfffff000;
      assert.equal(unpackKeyId(row, at), id);
    }),
  );
});

test("a text that is no id of a key is refused", () => {
  const tail = "A".repeat(21);
  const texts = [
    "",
    "key_",
    `key_0${tail}B`,
    `key_0${tail.slice(1)}`,
    `key_8${tail}`,
    `app_0${tail}`,
    `key_0${tail}\n`,
  ];
  const strange = ["-", "é", "\u0100", "/", ":"].map((character) => `key_0${character}${tail.slice(1)}`);
  for (const text of [...texts, ...strange]) assert.equal(packKeyId(text, new Uint32Array(keyIdWords)), false, text);
});
