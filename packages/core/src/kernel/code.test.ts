import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, isCode } from "./code.ts";

test("HTT-09: every code has an error status and its texts", () => {
  for (const [code, { status, title, meaning, remedy }] of Object.entries(codes)) {
    assert.match(code, /^[a-z]+(?:_[a-z]+)*$/);
    assert.ok(status >= 400 && status <= 599, code);
    for (const text of [title, meaning, remedy]) assert.match(text, /\S/, code);
  }
});

test("HTT-06: constructor and __proto__ are no codes", () => {
  assert.ok(isCode("not_found"));
  for (const text of ["constructor", "__proto__", "toString", "", "NOT_FOUND"]) assert.equal(isCode(text), false);
});
