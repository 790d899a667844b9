import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrintable, printable } from "./printable.ts";

/** First and last character of each range. */
const unprintable: readonly (readonly [first: number, last: number, what: string])[] = [
  [0x00, 0x1f, "C0 controls"],
  [0x7f, 0x9f, "DEL and C1 controls"],
  [0xad, 0xad, "soft hyphen"],
  [0x61c, 0x61c, "Arabic letter mark"],
  [0x200b, 0x200b, "zero width space"],
  [0x200e, 0x200f, "direction marks"],
  [0x2028, 0x2029, "line and paragraph separators"],
  [0x202a, 0x202e, "embeddings and overrides"],
  [0x2060, 0x2064, "invisible operators"],
  [0x2066, 0x2069, "isolates"],
  [0xd800, 0xdfff, "halves of surrogate pairs"],
  [0xfeff, 0xfeff, "byte order mark"],
  [0xfff9, 0xfffb, "interlinear marks"],
  [0xe0001, 0xe0001, "language tag"],
  [0xe0020, 0xe007f, "tag characters"],
];

test("LOG-04: every control, direction mark, separator and invisible character is replaced, wherever it is shown", () => {
  for (const [first, last, what] of unprintable)
    for (let code = first; code <= last; code++) {
      const text = `a${String.fromCodePoint(code)}b`;
      assert.equal(isPrintable(text), false, `${what} ${code.toString(16)}`);
      assert.equal(printable(text + text), "a\ufffdba\ufffdb", `${what} ${code.toString(16)}`);
    }
});

test("letters of every script, emoji and the joiners they are written with stay", () => {
  for (const text of [
    "",
    "Bakkerij Peeters & zn.",
    "née",
    "e\u0301",
    "می\u200cخواهم",
    "👩\u200d💻",
    "日本 語",
    "\u00a0",
  ]) {
    assert.equal(isPrintable(text), true, text);
    assert.equal(printable(text), text);
  }
});
