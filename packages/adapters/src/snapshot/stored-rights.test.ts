import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type RightTarget } from "@clavis/core";
import { compileStoredRights } from "./stored-rights.ts";

const reading = (module: string): RightTarget => ({
  module,
  entity: undefined,
  bit: actionBits.read,
  verb: undefined,
  operationId: "list",
});

test("a stored list grants and refuses what it says", () => {
  const rights = compileStoredRights('["*","!clients"]');
  assert.equal(rights.judge(reading("invoices"), "key").allowed, true);
  assert.equal(rights.judge(reading("clients"), "key").allowed, false);
});

test("CFG-05: a stored list that can not be read as a whole grants nothing", () => {
  for (const json of ["", "{}", "null", '"*"', '["*",5]', '["*","!"]', '["*",["*"]]', '["*"'])
    assert.equal(compileStoredRights(json).judge(reading("invoices"), "key").allowed, false, json);
});
