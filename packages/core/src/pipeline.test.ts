import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  account,
  key,
  networks,
  now,
  type Parts,
  pipelineOf,
  policy,
  raw,
  rights,
  secretOf,
  snapshotOf,
  usedUp,
} from "../test/sample.ts";
import { explain } from "./4-decide/explanation.ts";
import type { Outcome } from "./6-enforce/outcome.ts";
import { codes } from "./kernel/code.ts";
import type { AccountKeyRecord } from "./kernel/ports.ts";
import type { RawRequest } from "./kernel/raw-request.ts";
import { everything } from "./kernel/right-set.ts";
import { StoreUnavailable } from "./kernel/store-unavailable.ts";
import { undescribedOperations } from "./kernel/undescribed-operations.ts";
import type { Judgement } from "./pipeline.ts";

const secret = secretOf(1);
const sent = ["X-Api-Key", secret];
const holding = (more: Partial<AccountKeyRecord> = {}): Parts => ({ keys: new Map([[secret, key(more)]]) });

const ending = { phase: "whole", status: 200, duration: 1, upstreamTime: undefined, bytesIn: 0, bytesOut: 0 } as const;

const odd = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "é", "\0", "\ud800"];
const text = fc.oneof(fc.constantFrom(...odd), fc.string({ unit: "binary" }));
const headerName = fc.oneof(
  fc.constantFrom(
    "host",
    "Host",
    "X-Api-Key",
    "Authorization",
    "Cookie",
    "X-AccountId",
    "X-Forwarded-For",
    "Origin",
    "Connection",
  ),
  text,
);
const headerText = fc.oneof(
  fc.constantFrom(
    "api.example",
    secret,
    `Bearer ${secret}`,
    "Basic YTpi",
    `api_key=${secret}`,
    "CKLANT001",
    "https://app.example",
  ),
  text,
);
const target = fc.oneof(
  fc.constantFrom("/invoices", "/invoices/7", "/clients/x", "/accounts/CKLANT001/clients", "/status", "/nowhere", "*"),
  fc.tuple(fc.constantFrom("/invoices", "/clients/", ""), text).map((parts) => parts.join("?")),
  text,
);
const anyRequest: fc.Arbitrary<RawRequest> = fc
  .record({
    listener: fc.constantFrom("public", "private", "authz"),
    method: fc.oneof(fc.constantFrom("GET", "HEAD", "POST", "OPTIONS", "get"), text),
    target,
    headers: fc.array(fc.tuple(headerName, headerText)).map((pairs) => pairs.flat()),
    peer: fc.oneof(fc.constantFrom("192.0.2.7", "::1", "unix"), text),
    secure: fc.boolean(),
    time: fc.constantFrom(now, 0, Number.MAX_SAFE_INTEGER),
    requestId: fc.constant("01998877-0000-7000-8000-000000000001"),
  })
  .map((request) => ({ ...request, headers: ["Host", "api.example", ...request.headers] }));
const anyKey: fc.Arbitrary<Partial<AccountKeyRecord>> = fc.record(
  {
    enabled: fc.boolean(),
    revokedAt: fc.constantFrom(Number.POSITIVE_INFINITY, now - 1),
    expiresAt: fc.constantFrom(Number.POSITIVE_INFINITY, now),
    notBefore: fc.constantFrom(Number.NEGATIVE_INFINITY, now + 1),
    networks: fc.constantFrom(undefined, networks("192.0.2.0/24"), networks("::/0")),
    rights: fc.constantFrom(everything, rights("invoices:read"), rights("*", "!invoices")),
    rate: fc.constantFrom(undefined, { limit: 1, seconds: 1 }),
  },
  { requiredKeys: [] },
);

function answered(outcome: Outcome): { readonly status: number; readonly body: string } {
  assert.ok(outcome.kind === "answer");
  return { status: outcome.status, body: outcome.body ?? "" };
}

test("CFG-05: judge never throws, and every refusal is a problem document of its code (HTT-09)", () => {
  fc.assert(
    fc.property(anyRequest, anyKey, fc.boolean(), (request, more, limited) => {
      const errors: unknown[] = [];
      const pipeline = pipelineOf({ ...holding(more), ...(limited ? { settlement: usedUp } : {}), errors });
      const judgement = pipeline.judge(request);
      pipeline.record(judgement, ending);
      assert.deepEqual(errors, []);
      if (judgement.decision.effect === "allow") return;
      const { code, detail } = judgement.decision.refusal;
      const { status, body } = answered(judgement.outcome);
      const type = `https://api.example/.clavis/errors/${code}`;
      const requestId = request.requestId;
      assert.deepEqual(JSON.parse(body), { type, title: codes[code].title, status, code, detail, requestId });
      assert.equal(status, codes[code].status);
    }),
    { numRuns: 3000 },
  );
});

test("decision and explanation agree", () => {
  fc.assert(
    fc.property(anyRequest, anyKey, (request, more) => {
      const { facts, presented, decision } = pipelineOf(holding(more)).judge(request);
      const { checks } = explain({ facts, presented, decision });
      const failed = checks.filter(({ outcome }) => outcome === "failed");
      const first = checks.findIndex(({ outcome }) => outcome !== "passed");
      assert.ok(checks.slice(0, Math.max(first, 0)).every(({ outcome }) => outcome === "passed"));
      if (decision.effect === "allow") assert.equal(first, -1);
      else {
        assert.deepEqual(
          failed.map(({ check, code }) => [check, code]),
          [[decision.refusal.check, decision.refusal.code]],
        );
        assert.ok(checks.slice(first + 1).every(({ outcome }) => outcome === "not_reached"));
      }
    }),
    { numRuns: 2000 },
  );
});

const forwarded = ({ outcome }: Judgement) => {
  assert.ok(outcome.kind === "forward");
  return outcome;
};

test("HTT-02: what is forwarded is the judged path, byte for byte, and the query less the credential", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const judgement = pipelineOf(holding()).judge(request);
      if (judgement.outcome.kind !== "forward") return;
      const [path, ...rest] = judgement.outcome.target.split("?");
      assert.equal(path, judgement.facts.path);
      const query = request.target.slice(request.target.indexOf("?") + 1);
      if (rest.length > 0 && !query.includes("key")) assert.equal(rest.join("?"), query);
    }),
    { numRuns: 2000 },
  );
  const judge = (asked: string) => forwarded(pipelineOf(holding()).judge(raw(asked))).target;
  assert.equal(judge(`/clients/%7ea%c3%a9?x=%2F&&apikey=${secret}&y=%zz&`), "/clients/~a%C3%A9?x=%2F&&y=%zz&");
  assert.equal(judge(`/invoices?apikey=${secret}`), "/invoices");
});

test("HTT-03: an allowed call carries every identity header exactly once, and only ours", () => {
  const forged = [
    "Clavis-Account",
    "CANDERE01",
    "clavis_user",
    "root",
    "X-Forwarded-For",
    "127.0.0.1",
    "X-HTTP-Method-Override",
    "DELETE",
  ];
  const { headers } = forwarded(
    pipelineOf(holding({ rights: rights("invoices:read") })).judge(raw("/invoices", [...sent, ...forged])),
  );
  assert.deepEqual(headers, [
    ...["X-Forwarded-For", "192.0.2.7", "X-Forwarded-Host", "api.example", "X-Forwarded-Proto", "http"],
    ...["Clavis-Account", "CKLANT001", "Clavis-User", "-", "Clavis-Application", "-", "Clavis-Credential", "key_1"],
    ...["Clavis-Rights", "invoices:read", "Clavis-Environment", "production"],
    ...["Clavis-Request-Id", "01998877-0000-7000-8000-000000000001"],
  ]);
});

const places: readonly ((secret: string) => { target?: string; headers?: string[]; method?: string })[] = [
  (it) => ({ headers: ["X-Api-Key", it] }),
  (it) => ({ headers: ["Authorization", `Bearer ${it}`] }),
  (it) => ({ headers: ["Authorization", `Basic ${it}`] }),
  (it) => ({ headers: ["Authorization", `Header ${it}`] }),
  (it) => ({ headers: ["Cookie", `a=1; api_key=${it}; b=2`] }),
  (it) => ({ target: `/invoices?a=1&apikey=${it}` }),
  (it) => ({ target: `/invoices?api%6bey=${it}&apikey=${it}` }),
  (it) => ({ target: `/invoices?apikey=${it}`, headers: ["X-Api-Key", it] }),
];
const misplaced: typeof places = [
  (it) => ({ target: `/clients/${it}` }),
  (it) => ({ target: `/${it}` }),
  (it) => ({ target: `/accounts/${it}/clients` }),
  (it) => ({ target: `/invoices/${it}` }),
  (it) => ({ target: `http://${it}@api.example/invoices` }),
  (it) => ({ target: `/invoices#${it}` }),
  (it) => ({ target: `/invoices?${it}` }),
  (it) => ({ target: `/invoices?${it}=1` }),
  (it) => ({ headers: ["X-AccountId", it] }),
  (it) => ({ headers: ["X-Request-Id", it] }),
  (it) => ({ headers: ["User-Agent", it] }),
  (it) => ({ headers: ["Host", it] }),
  (it) => ({ method: it }),
];

const shownBy = (parts: Parts, { headers = [], ...more }: ReturnType<(typeof places)[number]>) => {
  const pipeline = pipelineOf(parts);
  const judgement = pipeline.judge(raw(more.target ?? "/invoices", headers, more));
  const { outcome } = judgement;
  const record = JSON.stringify(pipeline.record(judgement, ending));
  return { record, answer: JSON.stringify(outcome.kind === "answer" ? outcome : outcome.answerHeaders), outcome };
};

test("LOG-03: a presented secret is in no record, no answer and no forwarded head, right or wrong", () => {
  for (const parts of [holding(), holding({ enabled: false }), {}]) {
    for (const place of places) {
      const { record, answer, outcome } = shownBy(parts, place(secret));
      assert.ok(!`${record}${answer}`.includes(secret.slice(9)), String(place));
      if (outcome.kind === "forward") assert.ok(!JSON.stringify(outcome).includes(secret.slice(9)), String(place));
    }
  }
});

test("LOG-03: a secret where none belongs is in no record and no answer", () => {
  const own = policy.surfaces.public.operations;
  const operations = undescribedOperations({ basePath: "", security: [[{ scheme: "HeaderKey", rights: [] }]], own });
  const undescribed = {
    ...policy,
    surfaces: { ...policy.surfaces, public: { ...policy.surfaces.public, operations } },
  };
  for (const place of misplaced) {
    for (const parts of [holding(), { ...holding({ rights: rights("x") }), policy: undescribed }]) {
      const { record, answer } = shownBy(parts, place(secret));
      assert.ok(!`${record}${answer}`.toLowerCase().includes(secret.slice(9).toLowerCase()), String(place));
    }
  }
});

test("HTT-06: names of Object.prototype are ordinary headers, parameters, cookies and accounts", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const pipeline = pipelineOf(holding());
    const asked = raw(`/clients/${name}?${name}=1`, [...sent, name, "1", "Cookie", `${name}=1`]);
    const judgement = pipeline.judge(asked);
    assert.equal(forwarded(judgement).target, `/clients/${name}?${name}=1`);
    assert.deepEqual(forwarded(judgement).headers.slice(0, 4), [name, "1", "Cookie", `${name}=1`]);
    assert.equal(pipeline.record(judgement, ending).headers, name === "__proto__" ? '{"__proto__":"1"}' : undefined);
    assert.equal(pipeline.judge(raw(`/accounts/${name}/clients`, sent)).decision.effect, "refuse");
    assert.equal(pipeline.judge(raw("/invoices", [...sent, "X-AccountId", name])).decision.effect, "refuse");
  }
});

test("HTT-06: a scheme, module and operation named __proto__ are found like others", () => {
  const scheme = { name: "__proto__", carrier: "header", parameter: "constructor", credentials: ["api-key"] } as const;
  const operations = undescribedOperations({
    basePath: "",
    security: [[{ scheme: "__proto__", rights: [] }]],
    own: { operations: [], match: () => ({ kind: "unknown-path" }) },
  });
  const surfaces = { ...policy.surfaces, public: { hosts: undefined, operations, schemes: [scheme] } };
  const pipeline = pipelineOf({ ...holding({ rights: rights("__proto__:read") }), policy: { ...policy, surfaces } });
  assert.equal(pipeline.judge(raw("/__proto__/toString", ["constructor", secret])).outcome.kind, "forward");
  assert.equal(pipeline.judge(raw("/constructor/toString", ["constructor", secret])).outcome.kind, "answer");
});

test("KEY-06: an exchange that is still open is refused once its key is revoked, expired or its secret replaced", () => {
  const keys = new Map([[secret, key()]]);
  const pipeline = pipelineOf({ keys });
  const open = pipeline.judge(raw("/invoices", sent));
  const again = (more: Partial<AccountKeyRecord>, time = now + 1) => {
    keys.set(secret, key(more));
    return pipeline.rejudge(open, time)?.code;
  };
  assert.equal(again({}), undefined);
  assert.equal(again({ revokedAt: now }), "credential_revoked");
  assert.equal(again({ versionEndsAt: now + 1 }), "credential_expired");
  assert.equal(again({ versionEndsAt: now + 1 }, now), undefined);
  assert.equal(again({ rights: rights("clients") }), "right_missing");
  assert.equal(again({ account: account("CKLANT001", { enabled: false }) }), "account_not_reachable");
  keys.clear();
  assert.equal(pipeline.rejudge(open, now)?.code, "credential_invalid");
});

test("CFG-05: a store that can not be read gives 503, any other error 500, and neither says more", () => {
  const failing = (error: Error): Parts => ({
    snapshot: { ...snapshotOf({}), findKey: () => assert.fail(error) },
  });
  for (const [error, code] of [
    [new StoreUnavailable("secret detail"), "store_unavailable"],
    [new Error("secret detail"), "internal"],
  ] as const) {
    const errors: unknown[] = [];
    const pipeline = pipelineOf({ ...failing(error), errors });
    const judgement = pipeline.judge(raw("/invoices", sent));
    const { status, body } = answered(judgement.outcome);
    assert.equal(status, codes[code].status);
    assert.ok(!body.includes("secret detail"));
    assert.deepEqual(errors, [error]);
    assert.equal(pipeline.rejudge(judgement, now)?.code, code);
    assert.equal(pipeline.record(judgement, ending).code, code);
  }
});

test("CFG-05: an error of ours while a request is read is 500 and recorded as well", () => {
  const trouble = new Error("secret detail");
  const unreadable: RawRequest = {
    ...raw("/invoices?page=1", sent),
    get headers(): never {
      throw trouble;
    },
  };
  const errors: unknown[] = [];
  const pipeline = pipelineOf({ errors });
  const judgement = pipeline.judge(unreadable);
  const { status, body } = answered(judgement.outcome);
  assert.equal(status, 500);
  assert.ok(!body.includes("secret detail"));
  assert.deepEqual(errors, [trouble]);
  const { code, path, query, id } = pipeline.record(judgement, ending);
  assert.deepEqual([code, path, query, id], ["internal", "/invoices", undefined, unreadable.requestId]);
});

test("a rehearsal says what would happen and charges nothing", () => {
  let settled = 0;
  const settlement = { settle: () => assert.fail(`settled ${++settled} times`) };
  const pipeline = pipelineOf({ ...holding({ restrictions: { rate: { limit: 1, seconds: 1 } } }), settlement });
  assert.equal(pipeline.rehearse(raw("/invoices", sent)).decision.effect, "allow");
  assert.equal(pipeline.judge(raw("/invoices", sent)).decision.effect, "refuse");
  assert.equal(settled, 1);
});

test("a failure behind the decision keeps whom and what was allowed, and is answered as a problem", () => {
  const pipeline = pipelineOf(holding());
  const failed = pipeline.fail(pipeline.judge(raw("/invoices", sent)), "upstream_unavailable", "Gone.");
  assert.equal(answered(failed.outcome).status, 502);
  const record = pipeline.record(failed, { ...ending, status: 502 });
  const { operation, credential, account, code, check, rule } = record;
  assert.deepEqual(
    { operation, credential, account, code, check, rule },
    {
      operation: "listInvoices",
      credential: "key_1",
      account: "CKLANT001",
      code: "upstream_unavailable",
      check: undefined,
      rule: "door",
    },
  );
});

test("LEG-04: without challenges 401 becomes 403, and nothing else of the answer changes", () => {
  const [environment] = policy.environments;
  assert.ok(environment);
  const unchallenged = { ...policy, environments: [{ ...environment, challenge: "none" as const }] };
  const ask = (parts: Parts) => pipelineOf(parts).judge(raw("/invoices")).outcome;
  const [usual, plain] = [ask({}), ask({ policy: unchallenged })];
  assert.ok(usual.kind === "answer" && plain.kind === "answer");
  assert.deepEqual([usual.status, plain.status], [401, 403]);
  assert.deepEqual({ ...JSON.parse(usual.body ?? ""), status: 403 }, JSON.parse(plain.body ?? ""));
  const challenge = usual.answerHeaders.indexOf("WWW-Authenticate");
  assert.deepEqual(usual.answerHeaders.slice(0, challenge), plain.answerHeaders);
  assert.deepEqual(
    usual.answerHeaders.filter((_, at) => at > challenge && at % 2 === 1),
    [
      'ApiKey realm="clavis", in="header", name="x-api-key"',
      'ApiKey realm="clavis", in="query", name="apikey"',
      'ApiKey realm="clavis", in="cookie", name="api_key"',
      'Bearer realm="clavis"',
      'Basic realm="clavis", charset="UTF-8"',
    ],
  );
});
