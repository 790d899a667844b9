import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseStrictJson } from "./strict-json.ts";

const parse = (text: string): unknown => parseStrictJson(new TextEncoder().encode(text));
const refusesWith = (code: string, text: string): void => assert.throws(() => parse(text), { code }, text);

test("HTT-05: a member named twice is refused however it is spelt and wherever it stands", () => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '[{"x":{"b":1,"c":"b","b":2}}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])
    refusesWith("request_ambiguous", text);
});

test("equal names in different objects, and names that occur as values, are no repetition", () => {
  const text = '[{"a":"a"},{"a":["a","a",{"a":1}]},"a","a:","{\\"a\\":1,\\"a\\":1}"]';
  assert.deepEqual(parse(text), JSON.parse(text));
});

test("HTT-06: __proto__ and constructor are ordinary members", () => {
  const value = parse('{"__proto__":{"admin":true},"constructor":1}') as Record<string, unknown>;
  assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
  assert.equal(value["admin"], undefined);
});

test("HTT-08: nesting is allowed 32 deep and no deeper", () => {
  assert.ok(parse("[".repeat(32) + "]".repeat(32)));
  refusesWith("request_malformed", "[".repeat(33) + "]".repeat(33));
  refusesWith("request_malformed", `${'{"a":'.repeat(33)}1${"}".repeat(33)}`);
});

test("what is not JSON, not UTF-8, or not Unicode is refused", () => {
  for (const text of ["", " ", "{", "{'a':1}", '{"a":1,}', "NaN", "\ufeff{}", '"\\ud800"', '{"\\udc00":1}', "1 2"])
    refusesWith("request_malformed", text);
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0xaf, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ])
    assert.throws(() => parseStrictJson(Uint8Array.from(bytes)), { code: "request_malformed" });
});

test("everything else is read as JSON.parse reads it", () => {
  const value = fc.jsonValue({ maxDepth: 6 });
  fc.assert(fc.property(value, (any) => assert.deepEqual(parse(JSON.stringify(any)), JSON.parse(JSON.stringify(any)))));
});
