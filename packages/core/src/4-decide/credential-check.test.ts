import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, appSecret, bearer, codeOf, cookie, directory, settledWith, withApp } from "../../test/grants.ts";
import {
  application,
  applicationKey,
  basic,
  type Parts,
  raw,
  rights,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../../test/sample.ts";
import { everything, type RightSet } from "../kernel/right-set.ts";

const judge = (target: string, headers: readonly string[] = [], parts: Parts = {}, method = "GET") =>
  settledWith(waitingPipelineOf({ ...directory, ...parts }).judge(raw(target, headers, { method })));

const cases: readonly [name: string, target: string, headers: readonly string[], expected: string][] = [
  ["application and Basic", withApp("/strict"), basic, "allowed"],
  ["application and session", withApp("/strict"), cookie, "allowed"],
  ["Basic alone", "/strict", basic, "credential_missing"],
  ["a session alone", "/strict", cookie, "credential_missing"],
  ["the application alone", withApp("/strict"), [], "credential_missing"],
  ["nothing", "/strict", [], "credential_missing"],
  ["an API key beside the application", withApp("/strict"), apiKey, "scheme_not_accepted"],
  ["an API key alone", "/strict", apiKey, "scheme_not_accepted"],
  ["a session alone where that is one alternative", "/groups", cookie, "allowed"],
  ["the application alone where somebody is needed", withApp("/groups"), [], "credential_missing"],
  ["the application alone where that is enough", withApp("/catalogue"), [], "allowed"],
  ["somebody beside it where that is not accepted", withApp("/catalogue"), basic, "scheme_not_accepted"],
  ["a cookie beside it, which is not meant as a credential", withApp("/catalogue"), cookie, "allowed"],
  ["anything where nothing is accepted", withApp("/status"), [], "scheme_not_accepted"],
  ["Basic and a session", withApp("/strict"), [...basic, ...cookie], "credential_conflict"],
  ["Basic and an API key", "/groups", [...basic, ...apiKey], "credential_conflict"],
  ["an API key and a session", "/groups", [...apiKey, ...cookie], "credential_conflict"],
  ["a token and a session", "/groups", [...bearer(), ...cookie], "credential_conflict"],
];

for (const [name, target, headers, expected] of cases)
  test(`LEG-06: ${name}: ${expected}`, () => assert.equal(codeOf(judge(target, headers)), expected));

test("what is missing beside a credential is said by the names of the schemes", () => {
  const { decision } = judge("/strict", basic);
  assert.ok(decision.effect === "refuse");
  assert.equal(decision.refusal.detail, "This operation needs more than Basic: App with Basic or App with Session.");
  assert.deepEqual(decision.refusal.values, { operation: "strict", presented: ["Basic"] });
});

test("an invalid application key refuses whoever stands beside it, and before a password is looked at", () => {
  const judged = waitingPipelineOf(directory).judge(raw("/strict?apikey=no", basic));
  assert.ok("decision" in judged);
  assert.equal(codeOf(judged), "credential_invalid");
});

test("x-clavis-one-time accepts nothing but a one-time token", () => {
  const having = (oneTime: boolean): Parts => ({ tokens: tokensOf(new Map([["a.b.c", token({ oneTime })]])) });
  const refund = (headers: readonly string[], parts: Parts = {}) => codeOf(judge("/refunds", headers, parts, "POST"));
  assert.equal(refund(bearer(), having(true)), "allowed");
  assert.equal(refund(bearer(), having(false)), "one_time_required");
  assert.equal(refund(apiKey), "one_time_required");
  assert.equal(refund(basic), "one_time_required");
});

test("x-clavis-one-time accepts neither an application by itself nor nobody, though its security would", () => {
  const voucher = (target: string, headers: readonly string[] = []) => codeOf(judge(target, headers, once, "POST"));
  const once: Parts = { tokens: tokensOf(new Map([["a.b.c", token({ oneTime: true })]])) };
  assert.equal(voucher("/vouchers", bearer()), "allowed");
  assert.equal(voucher(withApp("/vouchers")), "one_time_required");
  assert.equal(voucher("/vouchers"), "one_time_required");
});

test("scopes of an operation that an application calls alone must be held by its key and by it", () => {
  const prices = (ofKey: RightSet, ofApplication: RightSet) => {
    const made = applicationKey({ rights: ofKey, application: application({ rights: ofApplication }) });
    return codeOf(judge(withApp("/prices"), [], { keys: new Map([[appSecret, made]]) }));
  };
  assert.equal(prices(everything, everything), "allowed");
  assert.equal(prices(rights("prices:read"), everything), "right_missing");
  assert.equal(prices(everything, rights("prices:read")), "right_missing");
  assert.equal(prices(rights("prices:read", "prices:write"), everything), "allowed");
});
