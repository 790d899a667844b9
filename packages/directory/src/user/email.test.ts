import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalEmail, emailProblems } from "./email.ts";

test("an address has one spelling: trimmed, composed, lower-case", () => {
  assert.equal(canonicalEmail("  Jan@Domain.BE\n"), "jan@domain.be");
  assert.equal(canonicalEmail("zoe\u0308@domain.be"), "zoë@domain.be");
});

test("LOG-04: what is no address, or could forge a line, is refused", () => {
  for (const email of [
    "",
    "jan",
    "@domain.be",
    "jan@",
    "jan@a@b",
    "jan peeters@domain.be",
    "jan\n@domain.be",
    "j\u202e@d.be",
  ])
    assert.equal(emailProblems("email", email).length, 1, JSON.stringify(email));
  assert.equal(emailProblems("email", `${"a".repeat(250)}@b.be`).length, 1);
  assert.deepEqual(emailProblems("email", "jan+till@domain.be"), []);
});
