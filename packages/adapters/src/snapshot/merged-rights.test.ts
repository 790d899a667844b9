import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits } from "@clavis/core";
import { mergedRights } from "./merged-rights.ts";
import { compileStoredRights } from "./stored-rights.ts";

const mayRead = (module: string, lists: readonly string[]): boolean => {
  const target = { module, entity: undefined, bit: actionBits.read, verb: undefined, operationId: "list" };
  return compileStoredRights(mergedRights(lists)).judge(target, "other").allowed;
};

test("several roles grant what any of them grants, and a refusal of one refuses", () => {
  const lists = ['["invoices:read"]', '["clients"]', '["*","!products"]'];
  assert.deepEqual(
    ["invoices", "clients", "payments", "products"].map((module) => mayRead(module, lists)),
    [true, true, true, false],
  );
  assert.equal(mayRead("invoices", []), false);
});

test("CFG-05: a role whose list can not be read takes what the others grant with it", () => {
  for (const damaged of ["", "{}", '"*"', "[5]", '["!"]', '[["*"]]'])
    assert.equal(mayRead("invoices", ['["*"]', damaged]), false, damaged);
});
