import assert from "node:assert/strict";
import { test } from "node:test";
import { account, basic, genuine, key, link, pipelineOf, raw, rights, secretOf, user } from "../../test/sample.ts";
import { everything, type RightSet } from "../kernel/right-set.ts";
import type { Judgement } from "../pipeline.ts";

const secret = secretOf(1);

const ruleOf = ({ decision }: Judgement): string => {
  if (decision.effect === "allow") return "allowed";
  return decision.refusal.code === "right_missing" ? decision.refusal.rule : decision.refusal.code;
};

/** What limits a call in CKLANT002, reached from CPORTAL01 over CKLANT001. */
interface Limits {
  readonly key: RightSet;
  readonly firstCeiling: RightSet;
  readonly secondCeiling: RightSet;
  readonly start: RightSet;
  readonly firstLink: RightSet;
  readonly secondLink: RightSet;
  readonly target: RightSet;
}

const unlimited: Limits = {
  key: everything,
  firstCeiling: everything,
  secondCeiling: everything,
  start: everything,
  firstLink: everything,
  secondLink: everything,
  target: everything,
};

const pipelineWith = (limits: Limits) => {
  const portal = account("CPORTAL01", { rights: limits.start });
  const ceilings = [limits.firstCeiling, limits.secondCeiling];
  return pipelineOf({
    keys: new Map([[secret, key({ account: portal, rights: limits.key, ceilings })]]),
    users: new Map([["jan@domain.be", user({ memberships: new Map([["CPORTAL01", limits.start]]) })]]),
    accounts: [portal, account("CKLANT001"), account("CKLANT002", { rights: limits.target })],
    links: [link("CPORTAL01", "CKLANT001", limits.firstLink), link("CKLANT001", "CKLANT002", limits.secondLink)],
  });
};

const there = ["X-AccountId", "CKLANT002"];
const byKey = (limits: Limits, target = "/invoices") =>
  ruleOf(pipelineWith(limits).judge(raw(target, ["X-Api-Key", secret, ...there])));
const byUser = (limits: Limits, target = "/invoices") =>
  ruleOf(pipelineWith(limits).judge(raw(target, [...basic, ...there]), genuine));

const ofKeys: readonly (readonly [keyof Limits, string])[] = [
  ["key", "key.rights"],
  ["firstCeiling", "key.ceiling"],
  ["secondCeiling", "key.ceiling"],
  ["start", "portal.rights"],
  ["firstLink", "link.ceiling"],
  ["secondLink", "link.ceiling"],
  ["target", "account.rights"],
];
const ofUsers: readonly (readonly [keyof Limits, string])[] = [
  ["start", "user.roles"],
  ["firstLink", "link.ceiling"],
  ["secondLink", "link.ceiling"],
  ["target", "account.rights"],
];

test("AZN-02: each factor of a key's effective rights refuses alone, whatever all others allow", () => {
  assert.equal(byKey(unlimited), "allowed");
  for (const [limit, rule] of ofKeys) {
    assert.equal(byKey({ ...unlimited, [limit]: rights("clients") }), rule, limit);
    assert.equal(byKey({ ...unlimited, [limit]: rights("*", "!invoices:read") }), rule, limit);
    assert.equal(byKey({ ...unlimited, [limit]: rights("invoices:read") }), "allowed", limit);
  }
});

test("AZN-02: each factor of a user's effective rights refuses alone, whatever all others allow", () => {
  assert.equal(byUser(unlimited), "allowed");
  for (const [limit, rule] of ofUsers) {
    assert.equal(byUser({ ...unlimited, [limit]: rights("clients") }), rule, limit);
    assert.equal(byUser({ ...unlimited, [limit]: rights("*", "!invoices:read") }), rule, limit);
    assert.equal(byUser({ ...unlimited, [limit]: rights("invoices:read") }), "allowed", limit);
  }
  assert.equal(byUser({ ...unlimited, key: rights("x"), firstCeiling: rights("x") }), "allowed");
});

test("a scope that the operation demands must be held by every factor", () => {
  const partly = rights("invoices/7:read", "invoices:readScoped");
  assert.equal(byKey(unlimited, "/scoped"), "allowed");
  for (const [limit, rule] of ofKeys) assert.equal(byKey({ ...unlimited, [limit]: partly }, "/scoped"), rule, limit);
  for (const [limit, rule] of ofUsers) assert.equal(byUser({ ...unlimited, [limit]: partly }, "/scoped"), rule, limit);
});

test("two ceilings of a key are not added up: each must allow the whole", () => {
  const limits = { ...unlimited, firstCeiling: rights("invoices"), secondCeiling: rights("clients") };
  assert.equal(byKey(limits), "key.ceiling");
  assert.equal(byKey(limits, "/clients/1"), "key.ceiling");
});

test("the upstream is told the right of the caller's own that matched: the key's, or the user's role", () => {
  const limits = { ...unlimited, key: rights("invoices:read"), start: rights("invoices") };
  const told = (judgement: Judgement) => {
    const { outcome } = judgement;
    assert.ok(outcome.kind === "forward");
    const value = (name: string) => outcome.headers[outcome.headers.indexOf(name) + 1];
    return ["Clavis-Account", "Clavis-User", "Clavis-Credential", "Clavis-Rights"].map(value);
  };
  const pipeline = pipelineWith(limits);
  assert.deepEqual(told(pipeline.judge(raw("/invoices", ["X-Api-Key", secret, ...there]))), [
    ...["CKLANT002", "-", "key_1", "invoices:read"],
  ]);
  assert.deepEqual(told(pipeline.judge(raw("/invoices", [...basic, ...there]), genuine)), [
    ...["CKLANT002", "user_1", "-", "invoices"],
  ]);
});
