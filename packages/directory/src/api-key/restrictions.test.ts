import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalRestrictions, restrictionProblems } from "./restrictions.ts";

const membersOf = (restrictions: object): readonly string[] =>
  restrictionProblems(restrictions).map((problem) => problem.member);

test("networks and a rate are accepted, and kept in canonical form", () => {
  const restrictions = {
    networks: ["10.0.0.0/8", "2001:DB8:0::/32", "::ffff:10.0.0.0/104"],
    rate: { limit: 1, seconds: 60 },
  };
  assert.deepEqual(restrictionProblems(restrictions), []);
  assert.deepEqual(canonicalRestrictions(restrictions), {
    networks: ["10.0.0.0/8", "2001:db8::/32"],
    rate: { limit: 1, seconds: 60 },
  });
});

test("restrictions that restrict nothing are none", () => {
  assert.equal(canonicalRestrictions({}), undefined);
});

test("an empty list of networks is refused: it can be read as none and as all", () => {
  assert.deepEqual(membersOf({ networks: [] }), ["restrictions.networks"]);
});

test("every network and number that is wrong is named", () => {
  const networks = ["10.0.0.1/8", "10.0.0.0/8", "localhost"];
  for (const number of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    assert.deepEqual(membersOf({ networks, rate: { limit: number, seconds: number } }), [
      "restrictions.networks[0]",
      "restrictions.networks[2]",
      "restrictions.rate.limit",
      "restrictions.rate.seconds",
    ]);
});

test("KEY-03: a restriction we do not know is refused, never ignored", () => {
  assert.deepEqual(membersOf({ network: ["10.0.0.0/8"], rate: { limit: 1, seconds: 1, burst: 5 } }), [
    "restrictions.network",
    "restrictions.rate.burst",
  ]);
  assert.deepEqual(membersOf(JSON.parse('{"__proto__":1,"constructor":2}')), [
    "restrictions.__proto__",
    "restrictions.constructor",
  ]);
});
