import assert from "node:assert/strict";
import { test } from "node:test";
import { textProblems } from "./plain-text.ts";

const detailsOf = (text: string): readonly string[] => textProblems("name", text, 100).map((problem) => problem.detail);

test("the length of a name counts code points, not UTF-16 units", () => {
  assert.deepEqual(detailsOf("😀".repeat(100)), []);
  assert.deepEqual(detailsOf("😀".repeat(101)), ["has more than 100 characters"]);
});

test("__proto__ and constructor are ordinary names", () => {
  assert.deepEqual([...detailsOf("__proto__"), ...detailsOf("constructor")], []);
});

test("a blank name is empty", () => {
  assert.deepEqual(detailsOf(""), ["must not be empty"]);
  assert.deepEqual(detailsOf(" \t "), ["must not be empty"]);
});

test("LOG-04: a name can not hold what forges or splits a line of a log", () => {
  for (const mark of ["\r", "\n", "\u001b[31m", "\u0085", "\u2028", "\u202e", "\u2066", "\u0000", "\ud800"])
    assert.deepEqual(detailsOf(`a${mark}b`), ["holds a control character or a broken one"], JSON.stringify(mark));
});
