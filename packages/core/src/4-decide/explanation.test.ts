import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, bearer, cookie, directory as grants, settledWith, withApp } from "../../test/grants.ts";
import {
  basic,
  key,
  lastOne,
  networks,
  type Parts,
  pipelineOf,
  raw,
  rights,
  secretOf,
  session,
  snapshotOf,
  token,
  tokensOf,
  usedUp,
  waitingPipelineOf,
} from "../../test/sample.ts";
import { checks } from "../kernel/check.ts";
import { parseOpeningHours } from "../kernel/opening-hours.ts";
import type { AccountKeyRecord } from "../kernel/ports.ts";
import type { Restrictions } from "../kernel/restriction.ts";
import { StoreUnavailable } from "../kernel/store-unavailable.ts";
import { type CheckReport, explain } from "./explanation.ts";

const secret = secretOf(1);
const sent = ["X-Api-Key", secret];
const holding = (more: Partial<AccountKeyRecord>): Parts => ({ keys: new Map([[secret, key(more)]]) });

const failures: readonly [check: string, target: string, headers: string[], parts: Parts][] = [
  ["request", "/invoices//7", sent, holding({})],
  ["operation", "/nowhere", sent, holding({})],
  ["credential", "/invoices", [], holding({})],
  ["standing", "/invoices", sent, holding({ enabled: false })],
  ["place", "/invoices", sent, holding({ restrictions: { networks: networks("203.0.113.0/24") } })],
  ["account", "/invoices", [...sent, "X-AccountId", "CANDERE01"], holding({})],
  ["right", "/invoices", sent, holding({ rights: rights("clients") })],
  [
    "pace",
    "/invoices",
    sent,
    { ...holding({ restrictions: { rate: { limit: 5, seconds: 60 } } }), settlement: usedUp },
  ],
];

const outcomes = (reports: readonly CheckReport[]): string => reports.map(({ outcome }) => outcome[0]).join("");

test("the explanation names the check that failed: those before it passed, those behind were not reached", () => {
  for (const [at, [check, target, headers, parts]] of failures.entries()) {
    const judgement = pipelineOf(parts).judge(raw(target, headers));
    const { checks: reports, sentence } = explain(judgement);
    assert.deepEqual(
      reports.map((report) => report.check),
      [...checks],
    );
    assert.equal(outcomes(reports), `${"p".repeat(at)}f${"n".repeat(7 - at)}`, check);
    assert.ok(judgement.decision.effect === "refuse");
    const { refusal } = judgement.decision;
    assert.deepEqual(reports[at], {
      check,
      outcome: "failed",
      sentence: refusal.detail,
      code: refusal.code,
      rule: refusal.rule,
      values: refusal.values,
    });
    assert.ok(sentence.includes(refusal.detail) && sentence.includes(check));
  }
});

test("an allowed call passed all eight checks, and each says why", () => {
  const rate = { limit: 5, seconds: 60 };
  const parts = {
    ...holding({ restrictions: { rate, networks: networks("192.0.2.0/24") }, rights: rights("invoices:read") }),
    settlement: lastOne,
  };
  const { checks: reports, sentence } = explain(pipelineOf(parts).judge(raw("/invoices", sent)));
  assert.equal(
    sentence,
    "Allowed: GET /invoices is listInvoices, and the key key_1 may do that in the account CKLANT001.",
  );
  assert.deepEqual(
    reports.map((report) => report.sentence),
    [
      "The request has one meaning; its path is /invoices.",
      "It is listInvoices: GET /invoices.",
      "The API key key_1, found by the scheme HeaderKey, is genuine.",
      "The key is enabled, in time and made for the environment production.",
      "The address 192.0.2.7 lies in the key's networks.",
      "The call acts in the account CKLANT001.",
      "invoices:read allows it, and so does everything else that limits the caller.",
      "It counts in the rate of 5 requests in 60 s (key.rate).",
    ],
  );
});

test("an anonymous call and a preflight pass every check without identity", () => {
  const pipeline = pipelineOf(holding({ enabled: false }));
  const anonymous = explain(pipeline.judge(raw("/status")));
  assert.equal(outcomes(anonymous.checks), "pppppppp");
  assert.equal(anonymous.sentence, "Allowed: GET /status is readStatus, which needs no credential.");
  const asked = ["Origin", "https://app.example", "Access-Control-Request-Method", "GET", ...sent];
  const judgement = pipeline.judge(raw("/invoices", asked, { method: "OPTIONS" }));
  const preflight = explain(judgement);
  assert.equal(judgement.decision.principal.kind, "anonymous");
  assert.equal(outcomes(preflight.checks), "pppppppp");
  assert.match(preflight.sentence, /is a CORS preflight/);
});

test("a failure behind the decision passed every check, trouble in the middle of it none", () => {
  const pipeline = pipelineOf(holding({}));
  const failed = explain(pipeline.fail(pipeline.judge(raw("/invoices", sent)), "upstream_timeout", "Too slow."));
  assert.equal(outcomes(failed.checks), "pppppppp");
  assert.equal(failed.sentence, "Allowed by every check, but ended with upstream_timeout: Too slow.");
  const unread = { ...snapshotOf({}), findKey: () => assert.fail(new StoreUnavailable()) };
  const broken = explain(pipelineOf({ snapshot: unread }).judge(raw("/invoices", sent)));
  assert.equal(outcomes(broken.checks), "nnnnnnnn");
  assert.match(broken.sentence, /^Refused without a decision, with store_unavailable: /);
});

test("LOG-03: a credential in a place where none belongs is in no sentence and no value", () => {
  const parts = holding({ rights: rights("invoices") });
  for (const target of [`/clients/${secret}`, `/accounts/${secret}/clients`, `/invoices/${secret}`, `//${secret}`])
    assert.ok(!JSON.stringify(explain(pipelineOf(parts).judge(raw(target, sent)))).includes(secret), target);
});

const sentences = (target: string, headers: readonly string[], parts: Parts = {}, found = session()): string => {
  const judged = settledWith(waitingPipelineOf({ ...grants, ...parts }).judge(raw(target, headers)), found);
  const { sentence, checks: reports } = explain(judged);
  return [sentence, ...reports.map((report) => report.sentence)].join(" ");
};

test("each way in is explained by the ids of all that took part", () => {
  const tokens = tokensOf(new Map([["a.b.c", token()]]));
  assert.match(sentences("/groups", apiKey), /The API key key_1, found by the scheme HeaderKey, is genuine\./);
  assert.match(sentences("/groups", basic), /The password of the user user_1, found by the scheme Basic, is right\./);
  assert.match(
    sentences(withApp("/groups"), cookie),
    /The session ses_1, found by the scheme Session, is genuine, for the application agenda\. The session has not ended, and the user is enabled\./,
  );
  assert.match(
    sentences("/groups", bearer(), { tokens }),
    /The token token_1, found by the scheme Bearer, is genuine\. The token has not ended, and the key is enabled/,
  );
  assert.match(
    sentences(withApp("/catalogue"), []),
    /is catalogue, and the application agenda may do that by its key\. .*The application agenda calls by its key\./,
  );
  assert.match(sentences("/status", []), /which needs no credential\./);
});

test("what narrows a call is explained with what it was compared to", () => {
  const hours = parseOpeningHours("mon-sun 00:00-24:00 UTC");
  assert.ok("openings" in hours);
  const restrictions: Restrictions = {
    networks: networks("192.0.2.0/24"),
    countries: new Set(["NL"]),
    hours,
    anchor: { to: "address", mode: "enforce" },
    uses: 3,
    rate: { limit: 5, seconds: 60 },
    quota: { limit: 9, period: "day" },
  };
  const text = sentences("/groups", apiKey, {
    keys: new Map([[secretOf(8), key({ restrictions })]]),
    geo: { countryOf: () => "NL" },
  });
  for (const words of [
    "The address 192.0.2.7 lies in the key's networks, and the country NL is one of the key's",
    "it is within the key's hours, mon-sun 00:00-24:00 UTC, and the key's anchor, address, does not refuse.",
    "It counts in the rate of 5 requests in 60 s (key.rate), and it counts in the quota of 9 requests a day (key.quota)",
    "it takes one of 3 uses, and it binds the credential to 192.0.2.7.",
  ])
    assert.ok(text.includes(words), `${words}\n${text}`);
});

test("a refusal by a lock, an end or another application is explained with its rule and values", () => {
  const failed = (headers: readonly string[], parts: Parts, found = session()) => {
    const judged = settledWith(
      waitingPipelineOf({ ...grants, ...parts }).judge(raw(withApp("/groups"), headers)),
      found,
    );
    const report = explain(judged).checks.find(({ outcome }) => outcome === "failed");
    return [report?.check, report?.code, report?.rule, report?.values];
  };
  assert.deepEqual(failed(cookie, { locks: ["user user_1"] }), [
    ...["standing", "principal_locked", "user.lock"],
    { kind: "user", id: "user_1" },
  ]);
  assert.deepEqual(failed(cookie, {}, session({ endedAt: 1 })), [
    ...["standing", "credential_revoked", "session.endedAt"],
    { session: "ses_1" },
  ]);
  assert.deepEqual(failed(cookie, { epochs: new Map([["user user_1", 1]]) }), [
    ...["standing", "credential_revoked", "epoch.user"],
    { credential: "ses_1", kind: "user", id: "user_1" },
  ]);
  assert.deepEqual(failed(cookie, {}, session({ application: "other" })), [
    ...["credential", "application_mismatch", "grant.application"],
    {},
  ]);
});
