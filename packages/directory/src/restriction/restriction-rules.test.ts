import assert from "node:assert/strict";
import { test } from "node:test";
import type { RightRules } from "../right/right-rules.ts";
import { canonicalRestrictions } from "./canonical-restrictions.ts";
import { type RestrictionHolder, restrictionProblems, zoneProblems } from "./restriction-rules.ts";

const rules: RightRules = {
  knownModules: new Set(["invoices"]),
  operationIds: new Set(["sendInvoice"]),
  verbs: new Set(),
  spellings: new Map(),
};
const undescribed: RightRules = { ...rules, knownModules: undefined, operationIds: new Set() };

const membersOf = (restrictions: object, holder: RestrictionHolder = "key", known = rules): readonly string[] =>
  restrictionProblems(known, holder, restrictions).map((problem) => problem.member);

const everywhere = {
  networks: ["10.0.0.0/8", "2001:DB8:0::/32", "::ffff:10.0.0.0/104"],
  countries: ["BE", "NL", "BE"],
  hours: "mon-fri 08:00-18:00 Europe/Brussels",
  anchor: { to: "network", mode: "enforce" },
  operations: ["sendInvoice"],
  rate: { limit: 10, seconds: 60, burst: 5, shadow: true },
  quota: { limit: 1000, period: "month" },
} as const;

test("every restriction is accepted where it belongs, and kept in its one spelling", () => {
  assert.deepEqual(membersOf({ ...everywhere, uses: 1 }), []);
  const window = { notBefore: 0, expiresAt: 1 };
  for (const holder of ["account", "application", "role"] as const)
    assert.deepEqual(membersOf({ ...everywhere, ...window }, holder), []);
  assert.deepEqual(canonicalRestrictions(everywhere), {
    ...everywhere,
    networks: ["10.0.0.0/8", "2001:db8::/32"],
    countries: ["BE", "NL"],
  });
});

test("a key has times of its own, and only of a key uses are counted", () => {
  assert.deepEqual(membersOf({ notBefore: 0, expiresAt: 1 }), ["restrictions.notBefore", "restrictions.expiresAt"]);
  for (const holder of ["account", "application", "role"] as const)
    assert.deepEqual(membersOf({ uses: 1 }, holder), ["restrictions.uses"]);
});

test("restrictions that restrict nothing are none", () => {
  assert.equal(canonicalRestrictions({}), undefined);
});

test("an empty list is refused: it can be read as none and as all", () => {
  for (const name of ["networks", "countries", "operations"])
    assert.deepEqual(membersOf({ [name]: [] }), [`restrictions.${name}`]);
});

test("every network and number that is wrong is named", () => {
  const networks = ["10.0.0.1/8", "10.0.0.0/8", "localhost"];
  for (const number of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    assert.deepEqual(
      membersOf({ networks, uses: number, rate: { limit: number, seconds: number }, quota: { limit: number } }),
      [
        "restrictions.networks[0]",
        "restrictions.networks[2]",
        "restrictions.uses",
        "restrictions.rate.limit",
        "restrictions.rate.seconds",
        "restrictions.quota.limit",
        "restrictions.quota.period",
      ],
    );
  assert.deepEqual(membersOf({ rate: { limit: 5, seconds: 1, burst: 6 } }), ["restrictions.rate.burst"]);
});

test("a country is two capital letters, hours are hours, an anchor has a place and a mode", () => {
  assert.deepEqual(membersOf({ countries: ["be", "BEL", "BE", ""] }), [
    "restrictions.countries[0]",
    "restrictions.countries[1]",
    "restrictions.countries[3]",
  ]);
  for (const hours of ["", "mon-fri 08:00-18:00", "mon-fri 8-18 Europe/Brussels", "mon 08:00-18:00 Europe/Atlantis"])
    assert.deepEqual(membersOf({ hours }), ["restrictions.hours"], hours);
  assert.deepEqual(membersOf({ anchor: { to: "city", mode: "refuse" } }), [
    "restrictions.anchor.to",
    "restrictions.anchor.mode",
  ]);
});

test("an operation must be one of the description; without a description any name will do", () => {
  assert.deepEqual(membersOf({ operations: ["sendInvoice", "sendInvoise", "a\nb"] }), [
    "restrictions.operations[1]",
    "restrictions.operations[2]",
  ]);
  assert.deepEqual(membersOf({ operations: ["anything", " "] }, "key", undescribed), ["restrictions.operations[1]"]);
});

test("a window ends after it begins, and both are times", () => {
  const wrong = (spec: object): readonly string[] => membersOf(spec, "account");
  assert.deepEqual(wrong({ notBefore: 5, expiresAt: 5 }), ["restrictions.expiresAt"]);
  assert.deepEqual(wrong({ notBefore: 0.5, expiresAt: Number.NaN }), [
    "restrictions.notBefore",
    "restrictions.expiresAt",
  ]);
});

test("KEY-03: a restriction we do not know is refused, never ignored", () => {
  assert.deepEqual(membersOf({ network: ["10.0.0.0/8"], rate: { limit: 1, seconds: 1, brust: 5 } }), [
    "restrictions.network",
    "restrictions.rate.brust",
  ]);
  assert.deepEqual(membersOf(JSON.parse('{"__proto__":1,"constructor":2}')), [
    "restrictions.__proto__",
    "restrictions.constructor",
  ]);
});

test("a time zone is one of the IANA's", () => {
  assert.deepEqual(zoneProblems("zone", "Europe/Brussels"), []);
  for (const zone of ["", "Europe/Atlantis", "here"])
    assert.deepEqual(
      zoneProblems("zone", zone).map(({ member }) => member),
      ["zone"],
    );
});
