import assert from "node:assert/strict";
import { test } from "node:test";
import {
  account,
  basic,
  genuine,
  type Parts,
  pipelineOf,
  raw,
  type SampleUser,
  user,
  waitingPipelineOf,
} from "../../test/sample.ts";
import type { Resolution } from "../kernel/need.ts";
import { everything } from "../kernel/right-set.ts";

const member: SampleUser = { mainAccount: "CKLANT001", memberships: new Map([["CKLANT001", everything]]) };
const having = (more: SampleUser = {}): Parts => ({
  users: new Map([["jan@domain.be", user({ ...member, ...more })]]),
  accounts: [account("CKLANT001")],
});

const answerTo = (parts: Parts, resolution: Resolution) => {
  const { decision, outcome } = pipelineOf(parts).judge(raw("/invoices", basic), resolution);
  const code = decision.effect === "refuse" ? decision.refusal.code : "allowed";
  return { code, outcome: JSON.stringify(outcome) };
};

test("a password waits for what is found out about it, and nothing is settled before", () => {
  const settlement = { settle: () => assert.fail("settled") };
  const judged = waitingPipelineOf({ ...having(), settlement }).judge(raw("/invoices", basic));
  assert.ok("need" in judged && judged.need.kind === "password");
  const { need } = judged;
  assert.equal(need.name, "jan@domain.be");
  assert.equal(need.password, "MijnWachtwoord");
  assert.equal(need.user?.id, "user_1");
  assert.equal(need.address?.text, "192.0.2.7");
  const resumed = judged.resume(genuine);
  assert.ok("decision" in resumed);
  assert.equal(resumed.decision.effect, "allow");
});

test("AUT-07: a name nobody has waits like any other, and the answers are the same", () => {
  const judged = waitingPipelineOf({}).judge(raw("/invoices", basic));
  assert.ok("need" in judged && judged.need.kind === "password" && judged.need.user === undefined);
  const wrong = answerTo(having(), { kind: "wrong" });
  assert.equal(wrong.code, "credential_invalid");
  assert.deepEqual(answerTo({}, { kind: "wrong" }), wrong);
  assert.deepEqual(answerTo(having({ enabled: false }), genuine), wrong);
});

test("what was verified counts only for the user and the password as they are now", () => {
  assert.equal(answerTo(having(), genuine).code, "allowed");
  assert.equal(answerTo(having({ passwordVersion: 2 }), genuine).code, "credential_invalid");
  assert.equal(answerTo(having({ id: "user_2" }), genuine).code, "credential_invalid");
  assert.equal(answerTo({}, genuine).code, "credential_invalid");
});

test("AUT-06: attempts that are not looked at are 429 with the time to wait, ours to blame are 503", () => {
  const throttled = answerTo(having(), { kind: "throttled", retryAfter: 17 });
  assert.equal(throttled.code, "attempts_exceeded");
  assert.match(throttled.outcome, /"status":429.*"Retry-After","17"/);
  const overloaded = answerTo(having(), { kind: "overloaded", retryAfter: 2 });
  assert.equal(overloaded.code, "overloaded");
  assert.match(overloaded.outcome, /"status":503.*"Retry-After","2"/);
  const unavailable = answerTo(having(), { kind: "unavailable" });
  assert.equal(unavailable.code, "store_unavailable");
  assert.match(unavailable.outcome, /"status":503.*"Retry-After","1"/);
});

test("AUT-11: what refuses before the password is looked at needs no look-up", () => {
  const pipeline = waitingPipelineOf(having());
  for (const [target, headers, code] of [
    ["/nowhere", basic, "not_found"],
    ["/invoices//1", basic, "request_ambiguous"],
    ["/keyed", basic, "scheme_not_accepted"],
    ["/invoices", [...basic, ...basic], "request_ambiguous"],
    ["/invoices", [...basic, "X-Api-Key", "x"], "credential_conflict"],
    ["/invoices", ["Authorization", "Basic !"], "credential_malformed"],
  ] as const) {
    const judged = pipeline.judge(raw(target, headers));
    assert.ok("decision" in judged && judged.decision.effect === "refuse", target);
    assert.equal(judged.decision.refusal.code, code);
  }
});

test("an exchange that is still open ends with its user and with their password", () => {
  const users = new Map([["jan@domain.be", user(member)]]);
  const pipeline = pipelineOf({ users, accounts: [account("CKLANT001")] });
  const open = pipeline.judge(raw("/invoices", basic), genuine);
  const again = (more: SampleUser) => {
    users.set("jan@domain.be", user({ ...member, ...more }));
    return pipeline.rejudge(open, open.facts.time + 1)?.code;
  };
  assert.equal(again({}), undefined);
  assert.equal(again({ enabled: false }), "credential_invalid");
  assert.equal(again({ passwordVersion: 2 }), "credential_invalid");
  assert.equal(again({ memberships: new Map() }), "account_required");
});

test("each use of a deprecated scheme is told with the answer and marked in the record, with the user", () => {
  const pipeline = pipelineOf(having());
  const ending = {
    phase: "whole",
    status: 200,
    duration: 1,
    upstreamTime: undefined,
    bytesIn: 0,
    bytesOut: 0,
  } as const;
  for (const resolution of [genuine, { kind: "wrong" } as const]) {
    const judgement = pipeline.judge(raw("/invoices", basic), resolution);
    const { answerHeaders } = judgement.outcome;
    assert.equal(answerHeaders[answerHeaders.indexOf("Deprecation") + 1], "@1767225600");
    const record = pipeline.record(judgement, ending);
    assert.equal(record.deprecated, true);
    assert.equal(record.user, resolution === genuine ? "user_1" : undefined);
    assert.equal(record.scheme, resolution === genuine ? "Basic" : undefined);
    assert.equal(record.credential, undefined);
  }
  const plain = pipeline.judge(raw("/status"));
  assert.ok(!plain.outcome.answerHeaders.includes("Deprecation"));
  assert.equal(pipeline.record(plain, ending).deprecated, false);
});

test("LOG-03: a password is in no record, no answer and no forwarded head, right or wrong", () => {
  const pipeline = pipelineOf(having());
  for (const resolution of [genuine, { kind: "wrong" } as const]) {
    const judgement = pipeline.judge(raw("/invoices", basic), resolution);
    const shown = JSON.stringify([judgement.outcome, judgement.decision, judgement.lookedUp?.resolution]);
    const [, sent = ""] = basic;
    for (const secret of ["MijnWachtwoord", sent.slice("Basic ".length)]) assert.ok(!shown.includes(secret));
  }
});
