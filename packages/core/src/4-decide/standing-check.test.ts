import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  codeOf,
  cookie,
  csrf,
  directory,
  home,
  keySecret,
  member,
  ruleOf,
  settledWith,
  withApp,
} from "../../test/grants.ts";
import {
  account,
  applicationKey,
  basic,
  key,
  link,
  now,
  type Parts,
  pipelineOf,
  raw,
  rights,
  session,
  token,
  tokensOf,
  waitingPipelineOf,
} from "../../test/sample.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import type { SessionRecord } from "../kernel/session.ts";
import type { TokenRecord } from "../kernel/token.ts";

interface Call extends Partial<RawRequest> {
  readonly parts?: Parts;
  readonly found?: SessionRecord;
}

const judge = (target: string, headers: readonly string[], { parts, found, ...more }: Call = {}) =>
  settledWith(waitingPipelineOf({ ...directory, ...parts }).judge(raw(target, headers, more)), found);

const bySession = (more: Partial<SessionRecord>, call: Call = {}) =>
  judge("/groups", cookie, { found: session(more), ...call });
const byToken = (more: Partial<TokenRecord>, { parts, ...call }: Call = {}, revoked: readonly string[] = []) =>
  judge("/groups", bearer(), {
    parts: { ...parts, tokens: tokensOf(new Map([["a.b.c", token(more)]]), revoked) },
    ...call,
  });

test("SES-02: a session ends at its idle and at its absolute end, to the millisecond", () => {
  assert.equal(codeOf(bySession({ idleEndsAt: now + 1 })), "allowed");
  assert.deepEqual(
    [bySession({ idleEndsAt: now }), bySession({ idleEndsAt: now, endsAt: now })].map((judged) => ruleOf(judged)),
    ["session.idle", "session.absolute"],
  );
  assert.equal(codeOf(bySession({ idleEndsAt: now })), "session_expired");
});

test("SES-03: a session that was ended, here or since it was looked up, is refused", () => {
  assert.equal(codeOf(bySession({ endedAt: now - 1 })), "credential_revoked");
  const parts = { tokens: tokensOf(new Map(), ["ses_1"]) };
  assert.equal(codeOf(bySession({}, { parts })), "credential_revoked");
  assert.equal(codeOf(bySession({ id: "ses_2" }, { parts })), "allowed");
});

test("KEY-06, JWT-05: a token counts from its notBefore up to its expiry, and not at it", () => {
  assert.equal(codeOf(byToken({ notBefore: now, expiresAt: now + 1 })), "allowed");
  assert.equal(codeOf(byToken({ expiresAt: now })), "credential_expired");
  const early = byToken({ notBefore: now + 1500 });
  assert.ok(early.decision.effect === "refuse");
  assert.deepEqual([early.decision.refusal.code, early.decision.refusal.retryAfter], ["credential_not_yet_valid", 2]);
});

test("JWT-09: a token is refused once it, or the session it was made in, was revoked", () => {
  assert.equal(codeOf(byToken({}, {}, ["token_1"])), "credential_revoked");
  assert.equal(codeOf(byToken({ session: "ses_1" }, {}, ["ses_1"])), "credential_revoked");
  assert.equal(codeOf(byToken({ session: "ses_2" }, {}, ["ses_1", "token_2"])), "allowed");
});

test("sessions and tokens belong to one environment", () => {
  assert.equal(codeOf(bySession({ environment: "sandbox" })), "environment_mismatch");
  assert.equal(codeOf(byToken({ environment: "sandbox" })), "environment_mismatch");
});

test("DESIGN 5.5: a token ends with the epoch of each thing it was derived from", () => {
  const epochs = { user: 3, account: 3, application: 3, key: 3, environment: 3 };
  const ofUser = { subject: { kind: "user", id: "user_1" }, application: "agenda", epochs } as const;
  const raised = (what: string, by: number): Parts => ({ epochs: new Map([[what, by]]) });
  for (const what of ["user user_1", "account CKLANT001", "application agenda", "environment production"]) {
    assert.equal(codeOf(byToken(ofUser, { parts: raised(what, 3) })), "allowed", what);
    const ended = byToken(ofUser, { parts: raised(what, 4) });
    assert.deepEqual([codeOf(ended), ruleOf(ended)], ["credential_revoked", `epoch.${what.split(" ")[0]}`]);
  }
  assert.equal(ruleOf(byToken({ epochs }, { parts: raised("key key_1", 4) })), "epoch.key");
  assert.equal(codeOf(byToken({ epochs }, { parts: raised("key key_2", 4) })), "allowed");
});

test("SES-03: a session ends with the epochs of its user, application and environment", () => {
  const opened = { application: "agenda", epochs: { user: 1, application: 1, environment: 1 } };
  for (const what of ["user user_1", "application agenda", "environment production"])
    assert.equal(codeOf(bySession(opened, { parts: { epochs: new Map([[what, 2]]) } })), "credential_revoked", what);
  assert.equal(codeOf(bySession(opened, { parts: { epochs: new Map([["user user_2", 2]]) } })), "allowed");
});

test("a lock refuses at once whatever stands on what is locked", () => {
  const cases: readonly [what: string, target: string, headers: readonly string[]][] = [
    ["environment production", "/groups", apiKey],
    ["environment production", "/status", []],
    ["environment production", "/groups", cookie],
    ["environment production", withApp("/catalogue"), []],
    ["key key_1", "/groups", apiKey],
    ["account CKLANT001", "/groups", apiKey],
    ["account CKLANT001", "/groups", cookie],
    ["account CKLANT001", "/groups", basic],
    ["user user_1", "/groups", cookie],
    ["key key_app", withApp("/groups"), basic],
    ["application agenda", withApp("/groups"), basic],
    ["application agenda", withApp("/catalogue"), []],
  ];
  for (const [what, target, headers] of cases) {
    const judged = judge(target, headers, { parts: { locks: [what] } });
    assert.equal(codeOf(judged), "principal_locked", `${what} ${target}`);
    assert.equal(ruleOf(judged), `${what.split(" ")[0]}.lock`);
  }
  for (const what of ["environment sandbox", "key key_9", "user user_2", "account CNIEMAND1"])
    for (const headers of [apiKey, cookie])
      assert.equal(codeOf(judge("/groups", headers, { parts: { locks: [what] } })), "allowed");
});

test("a lock on an account stops the tokens of its keys, and every way over it", () => {
  assert.equal(codeOf(byToken({}, { parts: { locks: ["account CKLANT001"] } })), "principal_locked");
  const parts: Parts = {
    accounts: [home, account("CMIDDEN01"), account("CKLANT003")],
    links: [link("CKLANT001", "CMIDDEN01"), link("CMIDDEN01", "CKLANT003")],
  };
  const there = (locks: readonly string[]) =>
    codeOf(judge("/groups", [...basic, "X-AccountId", "CKLANT003"], { parts: { ...parts, locks } }));
  assert.equal(there([]), "allowed");
  for (const number of ["CKLANT001", "CMIDDEN01", "CKLANT003"])
    assert.equal(there([`account ${number}`]), "principal_locked", number);
});

test("AUT-12: a key that is bound to its creator ends with them, and rests while they are locked", () => {
  const bound = (more: Parts) =>
    judge("/groups", apiKey, { parts: { keys: new Map([[keySecret, key({ boundTo: "user_1" })]]), ...more } });
  assert.equal(codeOf(bound({})), "allowed");
  assert.equal(ruleOf(bound({ users: new Map() })), "key.boundTo");
  assert.equal(
    codeOf(bound({ users: new Map([["jan@domain.be", member({ enabled: false })]]) })),
    "credential_revoked",
  );
  assert.equal(codeOf(bound({ locks: ["user user_1"] })), "principal_locked");
});

test("AUT-12: a disabled user's sessions and tokens are refused at once", () => {
  const users = new Map([["jan@domain.be", member({ enabled: false })]]);
  assert.equal(codeOf(judge("/groups", cookie, { parts: { users } })), "credential_disabled");
  const subject = { kind: "user", id: "user_1" } as const;
  assert.equal(codeOf(byToken({ subject }, { parts: { users } })), "credential_disabled");
});

test("AUT-09: nothing is open to a password that an operator knows, in a session or by a token neither", () => {
  const users = new Map([["jan@domain.be", member({ passwordChangeDue: true })]]);
  const subject = { kind: "user", id: "user_1" } as const;
  for (const headers of [basic, cookie])
    assert.equal(codeOf(judge("/groups", headers, { parts: { users } })), "password_change_required");
  assert.equal(codeOf(byToken({ subject }, { parts: { users } })), "password_change_required");
  assert.equal(codeOf(judge("/me", basic, { parts: { users } })), "allowed");
});

test("an application key is judged like any key: revoked, expired, disabled, of another environment", () => {
  for (const [more, code] of [
    [{ revokedAt: now - 1 }, "credential_revoked"],
    [{ expiresAt: now }, "credential_expired"],
    [{ versionEndsAt: now }, "credential_expired"],
    [{ notBefore: now + 1 }, "credential_not_yet_valid"],
    [{ enabled: false }, "credential_disabled"],
    [{ environment: "sandbox" }, "environment_mismatch"],
  ] as const) {
    const keys = new Map([[appSecret, applicationKey(more)]]);
    assert.equal(codeOf(judge(withApp("/catalogue"), [], { parts: { keys } })), code);
    assert.equal(codeOf(judge(withApp("/groups"), basic, { parts: { keys } })), code);
  }
});

test("KEY-04: a token of a user does in person only what its own rights name", () => {
  const subject = { kind: "user", id: "user_1" } as const;
  const ended = (held: TokenRecord["rights"]) => {
    const tokens = tokensOf(new Map([["a.b.c", token({ subject, rights: held })]]));
    return codeOf(judge("/sessions", bearer(), { method: "DELETE", parts: { tokens } }));
  };
  assert.equal(ended(rights("*")), "right_missing");
  assert.equal(ended(rights("groups")), "right_missing");
  assert.equal(ended(rights("*", "sessions:delete")), "allowed");
  assert.equal(codeOf(judge("/sessions", [...cookie, ...csrf], { method: "DELETE" })), "allowed");
});

test("KEY-04: `*` of a token covers no writing action of Clavis's own", () => {
  const made = (held: TokenRecord["rights"]) => {
    const subject = { kind: "user", id: "user_1" } as const;
    const tokens = tokensOf(new Map([["a.b.c", token({ subject, rights: held })]]));
    return codeOf(judge("/apikeys", bearer(), { method: "POST", parts: { tokens } }));
  };
  assert.equal(made(rights("*")), "right_missing");
  assert.equal(made(rights("apikeys:create")), "allowed");
  assert.equal(codeOf(judge("/apikeys", basic, { method: "POST" })), "allowed");
});

test("SES-03: an open exchange ends with its session, and with the token whose issuer can not be asked any more", () => {
  const pipeline = pipelineOf(directory);
  const open = pipeline.judge(raw("/groups", cookie), { kind: "session", session: session() });
  assert.equal(pipeline.rejudge(open, now), undefined);
  const again = { kind: "session", session: session({ endedAt: now }) } as const;
  assert.equal(pipeline.rejudge(open, now, again)?.code, "credential_revoked");
  const genuine = tokensOf(new Map([["a.b.c", token({ own: false })]]));
  let isAtHand = true;
  const tokens = {
    ...genuine,
    read: (text: string, environment: string | undefined, time: number) =>
      isAtHand
        ? genuine.read(text, environment, time)
        : ({ kind: "unresolved", need: { kind: "token", text, issuer: "x", environment } } as const),
  };
  const byForeign = pipelineOf({ ...directory, tokens });
  const stream = byForeign.judge(raw("/groups", bearer()));
  isAtHand = false;
  assert.equal(byForeign.rejudge(stream, now), undefined);
  assert.equal(byForeign.rejudge(stream, now + 600_000)?.code, "credential_expired");
});
