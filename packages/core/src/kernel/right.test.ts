import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { actionBits, parseRight } from "./right.ts";

const readings: readonly [
  text: string,
  module: string | undefined,
  entity: string | undefined,
  bits: number,
  name?: string,
][] = [
  ["*", undefined, undefined, 31],
  ["*:read", undefined, undefined, actionBits.read],
  ["invoices", "invoices", undefined, 31],
  ["invoices:*", "invoices", undefined, 31],
  ["invoices:write", "invoices", undefined, 30],
  ["invoices:delete", "invoices", undefined, actionBits.delete],
  ["invoices:sendInvoice", "invoices", undefined, 0, "sendInvoice"],
  ["clients/C-1042:update", "clients", "C-1042", actionBits.update],
  ["shops/S-12:close", "shops", "S-12", 0, "close"],
  ["__proto__/constructor:toString", "__proto__", "constructor", 0, "toString"],
];

test("a right is read into its module, entity and action", () => {
  for (const [text, module, entity, bits, name] of readings) {
    const parts = { module, entity, bits, name };
    assert.deepEqual(parseRight(text), { text, refuses: false, ...parts });
    assert.deepEqual(parseRight(`!${text}`), { text: `!${text}`, refuses: true, ...parts });
  }
});

test("what is no right is refused with its reason", () => {
  const texts = ["", "!", ":", "!!x", "*/x", "x/", "x:", "x:a b", "x/y/z", "x y", "x:read:write", "-x", "x\n", "é"];
  for (const text of [...texts, "x".repeat(201)]) assert.ok("problem" in parseRight(text), text);
});

test("a * inside a name is refused: it would be taken literally", () => {
  for (const text of ["inv*", "clients/*", "!clients/C-*:delete", "invoices:re*"])
    assert.ok("problem" in parseRight(text), text);
});

test("any text gives a right or a problem", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const read = parseRight(text);
      assert.ok("problem" in read || read.text === text);
    }),
  );
});
