import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiKey,
  appSecret,
  bearer,
  cookie,
  csrf,
  directory,
  keySecret,
  policy,
  settledWith,
  withApp,
} from "../../test/grants.ts";
import { basic, key, type Parts, raw, token, tokensOf, waitingPipelineOf } from "../../test/sample.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import { answerHeaders } from "./answer-headers.ts";
import type { Outcome } from "./outcome.ts";

const outcomeOf = (
  target: string,
  headers: readonly string[] = [],
  parts: Parts = {},
  more: Partial<RawRequest> = {},
) => settledWith(waitingPipelineOf({ ...directory, ...parts }).judge(raw(target, headers, more))).outcome;

function forwarded(outcome: Outcome) {
  assert.ok(outcome.kind === "forward");
  return outcome;
}

/** The values of a header in a list of pairs. */
const valuesOf = (pairs: readonly string[], name: string): readonly string[] =>
  pairs.flatMap((each, at) => (at % 2 === 0 && each.toLowerCase() === name ? [pairs[at + 1] ?? ""] : []));

const names = ["account", "user", "application", "credential", "rights"];
const identity = (outcome: Outcome) =>
  names.map((name) => valuesOf(forwarded(outcome).headers, `clavis-${name}`).join("|"));

test("DESIGN 5.7: the upstream is told who calls, by every way in, and always by all headers", () => {
  assert.deepEqual(identity(outcomeOf("/status")), ["-", "-", "-", "-", "-"]);
  assert.deepEqual(identity(outcomeOf("/groups", apiKey)), ["CKLANT001", "-", "-", "key_1", "*"]);
  assert.deepEqual(identity(outcomeOf("/groups", basic)), ["CKLANT001", "user_1", "-", "-", "*"]);
  assert.deepEqual(identity(outcomeOf(withApp("/groups"), cookie)), ["CKLANT001", "user_1", "agenda", "ses_1", "*"]);
  assert.deepEqual(identity(outcomeOf(withApp("/catalogue"))), ["-", "-", "agenda", "key_app", "-"]);
  const tokens = tokensOf(new Map([["a.b.c", token({ application: "agenda" })]]));
  assert.deepEqual(identity(outcomeOf("/groups", bearer(), { tokens })), ["CKLANT001", "-", "agenda", "token_1", "*"]);
});

test("credentials of every carrier are gone before the upstream: application key, cookie, token, password, key", () => {
  const tokens = tokensOf(new Map([["a.b.c", token()]]));
  for (const headers of [apiKey, basic, bearer(), [...cookie, "Cookie", "theme=dark"]]) {
    const outcome = forwarded(outcomeOf(`${withApp("/groups")}&page=2`, headers, { tokens }));
    const head = `${outcome.target} ${outcome.headers.join(" ")}`;
    for (const secret of [appSecret, keySecret, "s1", "a.b.c", basic[1] ?? ""]) assert.ok(!head.includes(secret));
    assert.equal(outcome.target, "/groups?page=2");
  }
});

test("LEG-05: an answer to a URL with a key in it is not kept and gives no referrer, whatever the upstream says", () => {
  const outcome = forwarded(outcomeOf(withApp("/groups"), basic));
  const answer = answerHeaders(outcome, ["Cache-Control", "public, max-age=60", "Referrer-Policy", "unsafe-url"]);
  assert.deepEqual(valuesOf(answer, "cache-control"), ["no-store"]);
  assert.deepEqual(valuesOf(answer, "referrer-policy"), ["no-referrer"]);
  const plain = answerHeaders(forwarded(outcomeOf("/groups", basic)), ["Cache-Control", "public"]);
  assert.deepEqual([valuesOf(plain, "cache-control"), valuesOf(plain, "referrer-policy")], [["public"], []]);
});

test("LEG-05: refusals and own answers to a URL with a key or a password in it give no referrer", () => {
  const login = { method: "POST" };
  for (const outcome of [
    outcomeOf(withApp("/groups")),
    outcomeOf(withApp("/sessions/login"), [], {}, login),
    outcomeOf("/sessions/login?email=a&password=b", [], {}, login),
    outcomeOf(withApp("/me"), basic),
  ])
    assert.deepEqual(valuesOf(outcome.answerHeaders, "referrer-policy"), ["no-referrer"], outcome.kind);
  assert.deepEqual(valuesOf(outcomeOf("/sessions/login", [], {}, login).answerHeaders, "referrer-policy"), []);
});

test("SES-01: an upstream sets no cookie that carries sessions, and its other cookies stay", () => {
  const upstream = ["Set-Cookie", "_session_id=forged; path=/", "Set-Cookie", "theme=dark"];
  const answer = answerHeaders(forwarded(outcomeOf("/groups", cookie)), upstream);
  assert.deepEqual(valuesOf(answer, "set-cookie"), ["theme=dark"]);
});

const anchor = { to: "address", mode: "warn" } as const;
const moved: Parts = {
  keys: new Map([[keySecret, key({ restrictions: { anchor } })]]),
  anchors: { find: () => "198.51.100.1" },
};

test("a rule that warns tells the caller, once, and no upstream can tell it in its place", () => {
  const upstream = ["Clavis-Notice", "forged", "Content-Type", "text/plain"];
  const told = (parts: Parts) =>
    valuesOf(answerHeaders(forwarded(outcomeOf("/groups", apiKey, parts)), upstream), "clavis-notice");
  assert.deepEqual(told(moved), ["address-changed"]);
  assert.deepEqual(told({}), []);
  const own = outcomeOf("/me", apiKey, moved);
  assert.deepEqual(valuesOf(own.answerHeaders, "clavis-notice"), ["address-changed"]);
});

test("RFC 9745, RFC 8594: a scheme that will be gone says since when and until when, once", () => {
  const schemes = policy.surfaces.public.schemes.map((each) =>
    each.name === "App" ? { ...each, deprecatedSince: 1_767_225_600, sunset: 1_798_761_600 } : each,
  );
  const surfaces = { ...policy.surfaces, public: { ...policy.surfaces.public, schemes } };
  const parts: Parts = { policy: { ...policy, surfaces } };
  const upstream = ["Deprecation", "@1", "Sunset", "Thu, 01 Jan 1970 00:00:00 GMT"];
  const answer = answerHeaders(forwarded(outcomeOf(withApp("/groups"), basic, parts)), upstream);
  assert.deepEqual(valuesOf(answer, "deprecation"), ["@1767225600"]);
  assert.deepEqual(valuesOf(answer, "sunset"), ["Fri, 01 Jan 2027 00:00:00 GMT"]);
  const without = answerHeaders(forwarded(outcomeOf("/groups", basic, parts)), upstream);
  assert.deepEqual(valuesOf(without, "deprecation"), ["@1"]);
});

test("LEG-04: without a challenge a 401 is a 403 in status and body, and keeps its code, type and cache headers", () => {
  const environments = policy.environments.map((each) => ({ ...each, challenge: "none" as const }));
  const [usual, quiet] = [{}, { policy: { ...policy, environments } }].map((parts) => outcomeOf("/groups", [], parts));
  assert.ok(usual?.kind === "answer" && quiet?.kind === "answer");
  assert.deepEqual([usual.status, quiet.status], [401, 403]);
  const [said, told] = [JSON.parse(usual.body ?? ""), JSON.parse(quiet.body ?? "")];
  assert.deepEqual({ ...said, status: 403 }, told);
  const withoutChallenge = usual.answerHeaders.filter((_, at, all) => all[at - (at % 2)] !== "WWW-Authenticate");
  assert.ok(withoutChallenge.length < usual.answerHeaders.length);
  assert.deepEqual(quiet.answerHeaders, withoutChallenge);
});

test("credentialed answers vary with everything that carries credentials", () => {
  const [vary] = valuesOf(outcomeOf("/groups", apiKey).answerHeaders, "vary");
  assert.equal(vary, "authorization, x-api-key, cookie, x-accountid, Origin");
});

test("an own operation is handed over, and nothing is forwarded", () => {
  const outcome = outcomeOf("/sessions", [...cookie, ...csrf], {}, { method: "DELETE" });
  assert.ok(outcome.kind === "own" && outcome.operation.id === "endSessions");
});
