import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  bearer,
  codeOf,
  cookie,
  directory,
  keySecret,
  policy,
  ruleOf,
  settledWith,
} from "../../test/grants.ts";
import { key, now, type Parts, raw, session, token, tokensOf, waitingPipelineOf } from "../../test/sample.ts";
import type { Resolution } from "../kernel/need.ts";
import type { Balance, Charge, KeyRecord, Settlement } from "../kernel/ports.ts";
import type { Restrictions } from "../kernel/restriction.ts";
import type { Judgement, Pending } from "../pipeline.ts";

const passing: Balance = { passed: true, remaining: 1, retryAfter: 0, resetAfter: 1000 };
const failing: Balance = { passed: false, remaining: 0, retryAfter: 1500, resetAfter: 60_000 };
const exceeded: Balance = { ...passing, exceeded: true };

const rate = { limit: 2, seconds: 60 };
const quota = { limit: 100, period: "month" } as const;

const balancing = (...balances: readonly Balance[]): Settlement => ({
  settle: (charges) => charges.map((_, at) => balances[at] ?? passing),
});
const durable: Settlement = { settle: () => undefined };

const withKey = (restrictions: Restrictions): Parts => ({ keys: new Map([[keySecret, key({ restrictions })]]) });

const judge = (parts: Parts): Judgement | Pending =>
  waitingPipelineOf({ ...directory, ...parts }).judge(raw("/groups", apiKey));
const judged = (parts: Parts): Judgement => settledWith(judge(parts));

function waiting(parts: Parts): Pending {
  const pending = judge({ settlement: durable, ...parts });
  assert.ok("need" in pending && pending.need.kind === "settlement");
  return pending;
}

function resumed(pending: Pending, resolution: Resolution): Judgement {
  const again = pending.resume(resolution);
  assert.ok("decision" in again);
  return again;
}

test("NET-05: a rate that is used up is refused with the whole seconds to wait", () => {
  const { decision } = judged({ ...withKey({ rate }), settlement: balancing(failing) });
  assert.ok(decision.effect === "refuse");
  const { check, code, rule, retryAfter, values } = decision.refusal;
  assert.deepEqual([check, code, rule, retryAfter], ["pace", "rate_limited", "key.rate", 2]);
  assert.deepEqual(values, { limit: 2, seconds: 60, name: "key" });
});

test("a quota that is used up has its own code, and the first charge that fails decides", () => {
  const both = { ...withKey({ rate, quota }), settlement: balancing(passing, failing) };
  assert.deepEqual([codeOf(judged(both)), ruleOf(judged(both))], ["quota_exceeded", "key.quota"]);
  assert.equal(codeOf(judged({ ...both, settlement: balancing(failing, failing) })), "rate_limited");
});

test("KEY-05: a use too many is refused by standing, and time does not heal it", () => {
  const { decision } = judged({ ...withKey({ uses: 1 }), settlement: balancing({ ...failing, retryAfter: 0 }) });
  assert.ok(decision.effect === "refuse");
  const { check, code, rule, retryAfter } = decision.refusal;
  assert.deepEqual([check, code, rule, retryAfter], ["standing", "credential_used", "key.uses", undefined]);
});

test("a shadow limit that would refuse is noted, by its name, and refuses nothing", () => {
  const shadow = { ...withKey({ rate: { ...rate, shadow: true }, quota }), settlement: balancing(exceeded) };
  const { decision, outcome } = judged(shadow);
  assert.deepEqual(decision.effect === "allow" && decision.notes, ["shadow:key"]);
  assert.ok(outcome.answerHeaders.includes('"key-quota";q=100;w=2678400'));
});

test("CFG-05: balances that are not those of the charges are a mistake of ours, and nothing is allowed", () => {
  const errors: unknown[] = [];
  const settlement = { settle: () => [passing] };
  assert.equal(codeOf(judged({ ...withKey({ rate, quota }), settlement, errors })), "internal");
  assert.equal(errors.length, 1);
});

test("KEY-05: charges that must be durable are waited for, all of them together", () => {
  const { need } = waiting(withKey({ rate, uses: 1 }));
  assert.deepEqual(need.kind === "settlement" && need.charges.map(({ kind }: Charge) => kind), ["rate", "uses"]);
  const settled = { kind: "settled", balances: [passing, passing] } as const;
  assert.equal(codeOf(resumed(waiting(withKey({ rate, uses: 1 })), settled)), "allowed");
  const lost = { kind: "settled", balances: [passing, failing] } as const;
  assert.equal(codeOf(resumed(waiting(withKey({ rate, uses: 1 })), lost)), "credential_used");
});

test("CFG-05: charges that can not be made durable refuse with 503", () => {
  const refused = resumed(waiting(withKey({ uses: 1 })), { kind: "unavailable" });
  assert.deepEqual([codeOf(refused), ruleOf(refused)], ["store_unavailable", "settlement.store"]);
  assert.ok(refused.outcome.kind === "answer" && refused.outcome.status === 503);
});

test("what was revoked while its charges were made durable is refused", () => {
  const keys = new Map<string, KeyRecord>([[keySecret, key({ restrictions: { uses: 2 } })]]);
  const pending = waiting({ keys });
  keys.set(keySecret, key({ restrictions: { uses: 2 }, revokedAt: now }));
  assert.equal(codeOf(resumed(pending, { kind: "settled", balances: [passing] })), "credential_revoked");
});

test("SES-03: a session that ends while its charges are made durable is refused", () => {
  const ended: string[] = [];
  const limits = [
    { name: "calls", per: "user", rate: undefined, quota: { limit: 9, period: "day" }, operations: undefined },
  ] as const;
  const parts = {
    ...directory,
    settlement: durable,
    tokens: { ...tokensOf(), isRevoked: (id: string) => ended.includes(id) },
    policy: { ...policy, limits },
  };
  const first = waitingPipelineOf(parts).judge(raw("/groups", cookie));
  assert.ok("need" in first && first.need.kind === "session");
  const second = first.resume({ kind: "session", session: session() });
  assert.ok("need" in second && second.need.kind === "settlement");
  ended.push("ses_1");
  assert.equal(codeOf(resumed(second, { kind: "settled", balances: [passing] })), "credential_revoked");
});

test("JWT-09: a one-time token whose issuer can not be asked any more is judged as it was read", () => {
  const known = tokensOf(new Map([["a.b.c", token({ restrictions: { uses: 1 } })]]));
  let isAtHand = true;
  const tokens = {
    read: (text: string, environment: string | undefined, time: number) =>
      isAtHand
        ? known.read(text, environment, time)
        : ({ kind: "unresolved", need: { kind: "token", text, issuer: "x", environment } } as const),
    isRevoked: () => !isAtHand,
  };
  const pending = waitingPipelineOf({ ...directory, settlement: durable, tokens }).judge(raw("/groups", bearer()));
  assert.ok("need" in pending);
  isAtHand = false;
  assert.equal(codeOf(resumed(pending, { kind: "settled", balances: [passing] })), "credential_revoked");
});
