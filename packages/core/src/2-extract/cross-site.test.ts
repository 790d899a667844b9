import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, bearer, codeOf, cookie, csrf, directory, policy, settledWith, withApp } from "../../test/grants.ts";
import { basic, cors, type Parts, raw, token, tokensOf, waitingPipelineOf } from "../../test/sample.ts";
import type { Cors, Environment, Policy } from "../kernel/policy.ts";
import type { RawRequest } from "../kernel/raw-request.ts";

const having: Parts = { ...directory, tokens: tokensOf(new Map([["a.b.c", token()]])) };

const judge = (headers: readonly string[], more: Partial<RawRequest> & { target?: string } = {}, parts: Parts = {}) => {
  const { target = "/groups", ...rest } = more;
  return codeOf(
    settledWith(waitingPipelineOf({ ...having, ...parts }).judge(raw(target, headers, { method: "POST", ...rest }))),
  );
};

const from = (origin: string): readonly string[] => ["Origin", origin];

const withCors = (more: Partial<Cors>): Parts => {
  const environments = policy.environments.map(
    (each): Environment => ({ ...each, cors: { ...cors, origins: new Set(["https://app.example"]), ...more } }),
  );
  return { policy: { ...policy, environments } satisfies Policy };
};

const rules: readonly [name: string, headers: readonly string[], expected: string][] = [
  ["nothing that shows its page", [], "cross_site_refused"],
  ["a listed origin", from("https://shop.example"), "allowed"],
  ["the origin that is called", from("https://api.example"), "allowed"],
  ["the origin that is called, without TLS", from("http://api.example"), "allowed"],
  ["another origin", from("https://evil.example"), "cross_site_refused"],
  ["an origin that only begins like a listed one", from("https://shop.example.evil"), "cross_site_refused"],
  ["a listed origin in capital letters", from("https://SHOP.example"), "cross_site_refused"],
  ["the origin null", from("null"), "cross_site_refused"],
  ["the same host on another port", from("https://api.example:444"), "cross_site_refused"],
  ["two origins", [...from("https://shop.example"), ...from("https://shop.example")], "cross_site_refused"],
  ["two origins and the header", [...from("https://shop.example"), ...from("null"), ...csrf], "cross_site_refused"],
  ["Sec-Fetch-Site: same-origin", ["Sec-Fetch-Site", "same-origin"], "allowed"],
  ["Sec-Fetch-Site: same-site", ["Sec-Fetch-Site", "same-site"], "cross_site_refused"],
  ["Sec-Fetch-Site: none", ["Sec-Fetch-Site", "none"], "cross_site_refused"],
  ["same-origin beside another origin", ["Sec-Fetch-Site", "same-origin", ...from("null")], "cross_site_refused"],
  ["Clavis-Csrf: 1", csrf, "allowed"],
  ["Clavis-Csrf: 0", ["Clavis-Csrf", "0"], "cross_site_refused"],
];

for (const [name, headers, expected] of rules)
  test(`SES-05: a change by a cookie with ${name}: ${expected}`, () =>
    assert.equal(judge([...cookie, ...headers]), expected));

test("SES-05: reading by a cookie needs nothing more, but a WebSocket does", () => {
  for (const method of ["GET", "HEAD"]) assert.equal(judge(cookie, { method }), "allowed");
  const upgrade = ["Connection", "Upgrade", "Upgrade", "websocket"];
  assert.equal(judge([...cookie, ...upgrade], { method: "GET" }), "cross_site_refused");
  assert.equal(
    judge([...cookie, ...upgrade, ...from("https://evil.example")], { method: "GET" }),
    "cross_site_refused",
  );
  assert.equal(judge([...cookie, ...upgrade, ...from("https://shop.example")], { method: "GET" }), "allowed");
  assert.equal(judge([...apiKey, ...upgrade], { method: "GET" }), "allowed");
});

test("SES-05: over TLS the page of the same host must have come by TLS", () => {
  assert.equal(judge([...cookie, ...from("https://api.example")], { secure: true }), "allowed");
  assert.equal(judge([...cookie, ...from("http://api.example")], { secure: true }), "cross_site_refused");
});

test("SES-05: an origin that CORS lists changes something by a cookie only where it may send cookies", () => {
  const headers = [...cookie, ...from("https://app.example")];
  assert.equal(judge(headers, {}, withCors({ credentials: true })), "allowed");
  assert.equal(judge(headers, {}, withCors({ credentials: false })), "cross_site_refused");
});

test("insecure.cookieWithoutOrigin opens one operation, and no other", () => {
  assert.equal(judge(cookie, { target: "/hooks" }), "allowed");
  assert.equal(judge(cookie), "cross_site_refused");
});

test("SES-05: a browser's remembered Basic credentials change nothing for a page that is not listed", () => {
  assert.equal(judge(basic), "allowed");
  assert.equal(judge([...basic, ...from("https://evil.example")]), "cross_site_refused");
  assert.equal(judge([...basic, ...from("https://shop.example")]), "allowed");
  assert.equal(judge([...basic, ...from("https://app.example")], {}, withCors({ credentials: false })), "allowed");
});

test("what a browser does not send by itself is not asked where it is from", () => {
  for (const headers of [apiKey, bearer()])
    assert.equal(judge([...headers, ...from("https://evil.example")]), "allowed");
});

test("SES-05: signing in checks the Origin where one is sent", () => {
  for (const target of ["/sessions/login", withApp("/sessions/login")]) {
    assert.equal(judge([], { target }), "allowed");
    assert.equal(judge(from("https://evil.example"), { target }), "cross_site_refused");
    assert.equal(judge(from("null"), { target }), "cross_site_refused");
    assert.equal(judge(from("https://api.example"), { target }), "allowed");
  }
});
