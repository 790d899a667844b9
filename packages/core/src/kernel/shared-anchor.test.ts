import assert from "node:assert/strict";
import { test } from "node:test";
import { isSharedAnchor, sharedAnchor } from "./shared-anchor.ts";

test("the places of a holder are those of its kind and whole id, in every environment and for every user", () => {
  const till = sharedAnchor("role", "till");
  for (const cell of ["production role till user_1", "sandbox role till user_2"]) assert.ok(isSharedAnchor(cell, till));
  for (const cell of ["production role tills user_1", "production account till", "role till", "till", "key_1"])
    assert.ok(!isSharedAnchor(cell, till), cell);
  assert.ok(isSharedAnchor("production account CSHOP0001", sharedAnchor("account", "CSHOP0001")));
  assert.ok(!isSharedAnchor("production account CSHOP00012", sharedAnchor("account", "CSHOP0001")));
});
