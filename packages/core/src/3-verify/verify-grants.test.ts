import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  codeOf,
  cookie,
  directory,
  keySecret,
  member,
  policy,
  ruleOf,
  settledWith,
  withApp,
} from "../../test/grants.ts";
import {
  account,
  application,
  applicationKey,
  basic,
  key,
  type Parts,
  raw,
  rights,
  secretOf,
  session,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../../test/sample.ts";
import type { KeyRecord } from "../kernel/ports.ts";
import { refusal } from "../kernel/refusal.ts";
import { everything } from "../kernel/right-set.ts";
import type { SessionRecord } from "../kernel/session.ts";
import type { TokenReader, TokenRecord } from "../kernel/token.ts";
import type { Judgement } from "../pipeline.ts";

const judge = (target: string, headers: readonly string[] = [], parts: Parts = {}, found?: SessionRecord): Judgement =>
  settledWith(waitingPipelineOf({ ...directory, ...parts }).judge(raw(target, headers)), found);

const having = (...tokens: readonly Partial<TokenRecord>[]): Parts => ({
  tokens: tokensOf(new Map(tokens.map((more, at) => [at === 0 ? "a.b.c" : `a.b.${at}`, token(more)]))),
});

test("AUT-11: each kind of credential stands for whom it was given to", () => {
  const kindOf = (judgement: Judgement) => judgement.decision.principal.kind;
  assert.equal(kindOf(judge("/groups", apiKey)), "key");
  assert.equal(kindOf(judge("/groups", basic)), "user");
  assert.equal(kindOf(judge("/groups", cookie)), "user");
  assert.equal(kindOf(judge("/groups", bearer(), having({}))), "key");
  assert.equal(kindOf(judge("/groups", bearer(), having({ subject: { kind: "user", id: "user_1" } }))), "user");
  const foreign = { subject: { kind: "account", id: "CKLANT001" }, account: undefined, own: false } as const;
  assert.equal(kindOf(judge("/groups", bearer(), having(foreign))), "token");
  assert.equal(kindOf(judge(withApp("/catalogue"))), "application");
  assert.equal(kindOf(judge("/status")), "anonymous");
});

test("an application stands beside every kind of caller, and its ceiling holds", () => {
  for (const [headers, parts] of [
    [apiKey, {}],
    [basic, {}],
    [cookie, {}],
    [bearer(), having({})],
  ] as const) {
    const allowed = judge(withApp("/groups"), headers, parts);
    assert.ok(allowed.decision.effect === "allow" && "beside" in allowed.decision.principal, String(headers));
    assert.equal(allowed.decision.principal.beside?.application.id, "agenda");
    const keys = new Map<string, KeyRecord>([
      [appSecret, applicationKey({ application: application({ rights: rights("*", "!groups") }) })],
      [keySecret, key()],
    ]);
    assert.equal(codeOf(judge(withApp("/groups"), headers, { ...parts, keys })), "right_missing");
  }
});

test("DESIGN 5.4: a session and a token of one application are refused beside another application's key", () => {
  assert.equal(
    codeOf(judge(withApp("/groups"), cookie, {}, session({ application: "other" }))),
    "application_mismatch",
  );
  assert.equal(codeOf(judge(withApp("/groups"), bearer(), having({ application: "other" }))), "application_mismatch");
  assert.equal(codeOf(judge(withApp("/groups"), cookie, {}, session({ application: "agenda" }))), "allowed");
});

test("DESIGN 5.4: without a key the application that opened the session limits it, disabled and locked ones too", () => {
  const opened = session({ application: "agenda" });
  const by = (more: Parts) => judge("/groups", cookie, { keys: new Map(), ...more }, opened);
  assert.equal(codeOf(by({ applications: [application()] })), "allowed");
  assert.equal(codeOf(by({ applications: [application({ rights: rights("*", "!groups") })] })), "right_missing");
  assert.equal(codeOf(by({ applications: [application({ enabled: false })] })), "credential_disabled");
  assert.equal(codeOf(by({ applications: [application()], locks: ["application agenda"] })), "principal_locked");
  assert.equal(ruleOf(by({})), "grant.application");
});

test("AUT-12: who stands behind a session or token may be gone", () => {
  const users = new Map();
  assert.equal(codeOf(judge("/groups", cookie, { users })), "credential_invalid");
  for (const subject of [
    { kind: "user", id: "user_1" },
    { kind: "key", id: "key_9" },
    { kind: "key", id: "key_app" },
    { kind: "account", id: "CNIEMAND1" },
  ] as const) {
    const judged = judge("/groups", bearer(), { users, ...having({ subject }) });
    assert.equal(codeOf(judged), "credential_revoked", subject.kind);
    assert.equal(ruleOf(judged), "token.subject");
  }
});

test("a key of the other kind, an unknown key and an unknown session stand for nobody", () => {
  assert.equal(codeOf(judge(`/catalogue?apikey=${keySecret}`)), "scheme_not_accepted");
  assert.equal(codeOf(judge("/groups", ["X-Api-Key", appSecret])), "scheme_not_accepted");
  assert.equal(codeOf(judge(`/catalogue?apikey=${secretOf(9)}`)), "credential_invalid");
  const pending = waitingPipelineOf(directory).judge(raw("/groups", cookie));
  assert.ok("need" in pending && pending.need.kind === "session" && pending.need.secret === "s1");
  const resumed = pending.resume({ kind: "session", session: undefined });
  assert.ok("decision" in resumed);
  assert.equal(codeOf(resumed), "credential_invalid");
});

test("CFG-05: sessions and keys of issuers that can not be looked up refuse with 503", () => {
  const reader: TokenReader = {
    read: (text, environment) => ({ kind: "unresolved", need: { kind: "token", text, issuer: "x", environment } }),
    isRevoked: () => false,
  };
  for (const headers of [cookie, bearer()]) {
    const judged = waitingPipelineOf({ ...directory, tokens: reader }).judge(raw("/groups", headers));
    assert.ok("need" in judged);
    const resumed = judged.resume({ kind: "unavailable" });
    assert.ok("decision" in resumed);
    assert.equal(codeOf(resumed), "store_unavailable");
  }
});

test("JWT-01: what the reader refuses is refused with its words, at the credential check", () => {
  const why = refusal("credential", "credential_invalid", "token.signature", "No.");
  const tokens: TokenReader = { read: () => ({ kind: "refused", refusal: why }), isRevoked: () => false };
  const { decision } = judge("/groups", bearer(), { tokens });
  assert.deepEqual(decision.effect === "refuse" && decision.refusal, why);
});

test("a scheme carries the kinds of tokens that it names and no other", () => {
  const only = (kind: "access-token" | "one-time"): Parts => {
    const schemes = policy.surfaces.public.schemes.map((each) =>
      each.name === "Bearer" ? { ...each, credentials: [kind] } : each,
    );
    return { policy: { ...policy, surfaces: { ...policy.surfaces, public: { ...policy.surfaces.public, schemes } } } };
  };
  const access = having({});
  const oneTime = having({ oneTime: true });
  assert.equal(codeOf(judge("/groups", bearer(), { ...access, ...only("one-time") })), "scheme_not_accepted");
  assert.equal(codeOf(judge("/groups", bearer(), { ...oneTime, ...only("access-token") })), "scheme_not_accepted");
  assert.equal(codeOf(judge("/groups", bearer(), { ...oneTime, ...only("one-time") })), "allowed");
});

test("a token acts in the account it names; a foreign one without any in those of its user", () => {
  const subject = { kind: "user", id: "user_1" } as const;
  const accounts = [account("CKLANT001"), account("CKLANT002")];
  const memberships = new Map(accounts.map(({ number }) => [number, everything] as const));
  const users = new Map([["jan@domain.be", member({ memberships })]]);
  const asked = (given: string | undefined, header?: string) => {
    const headers = header === undefined ? bearer() : [...bearer(), "X-AccountId", header];
    const judged = judge("/groups", headers, { accounts, users, ...having({ subject, account: given, own: false }) });
    return judged.decision.account?.number ?? codeOf(judged);
  };
  assert.equal(asked("CKLANT002"), "CKLANT002");
  assert.equal(asked("CKLANT002", "CKLANT002"), "CKLANT002");
  assert.equal(asked("CKLANT002", "CKLANT001"), "account_not_reachable");
  assert.equal(asked(undefined), "CKLANT001");
  assert.equal(asked(undefined, "CKLANT002"), "CKLANT002");
  assert.equal(asked("CNIEMAND1"), "account_not_reachable");
});

test("AUT-07: a locked user's right password is answered like a wrong one, and the rule says why", () => {
  const locked = judge("/groups", basic, { locks: ["user user_1"] });
  assert.deepEqual([codeOf(locked), ruleOf(locked)], ["credential_invalid", "user.lock"]);
  assert.equal(codeOf(judge("/groups", cookie, { locks: ["user user_1"] })), "principal_locked");
});

test("a need that is resolved by something else is a mistake of ours: 500, and nothing is allowed", () => {
  const errors: unknown[] = [];
  const pipeline = waitingPipelineOf({ ...directory, errors });
  for (const headers of [cookie, basic]) {
    const judged = pipeline.judge(raw("/groups", headers));
    assert.ok("need" in judged);
    const resumed = judged.resume({ kind: "settled", balances: [] });
    assert.ok("decision" in resumed);
    assert.equal(codeOf(resumed), "internal");
  }
  assert.equal(errors.length, 2);
});
