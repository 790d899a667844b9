import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { secretOf } from "../../test/sample.ts";
import { blotted, blottedHost, blottedQuery, blottedTarget, blottedValues } from "./blot.ts";

const secret = secretOf(3);
const body = secret.slice(9);
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

test("LOG-03: a credential is blotted out wherever it stands in a text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
      for (const canary of [secret, jwt]) assert.ok(!blotted(before + canary + after, 10_000).includes(canary));
      assert.ok(!blotted(before + secret, 10_000).includes(body));
    }),
  );
});

test("LOG-03: a key is blotted out when it lost its end, its case or its underscores too", () => {
  const spellings = [
    secret.slice(0, 29),
    secret.slice(0, -1),
    secret.toUpperCase(),
    secret.toLowerCase(),
    secret.replaceAll("_", "%5F"),
    secret.replaceAll("_", "%255f"),
    `other_prefix_${body}`,
  ];
  for (const spelling of spellings) assert.equal(blotted(`/a/${spelling}/b`, 200), "/a/…/b", spelling);
  for (const plain of ["/a/list_all_notificationsetting", "/a/b_c/d"]) assert.equal(blotted(plain, 200), plain);
});

test("LOG-03: the value of a session's cookie is blotted out, and no digest is", () => {
  const session = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978";
  for (const spelling of [session, session.toUpperCase()])
    assert.equal(blotted(`/sessions/${spelling}/x`, 200), "/sessions/…/x");
  for (const length of [24, 32, 40, 64]) {
    const digest = "0123456789abcdef".repeat(4).slice(0, length);
    assert.equal(blotted(`/commits/${digest}`, 200), `/commits/${digest}`);
  }
});

test("LOG-03: a key that begins before the cut is blotted out wherever the cut falls", () => {
  for (let before = 0; before < 300; before++)
    assert.ok(
      !blotted(`${" ".repeat(before)}${secret}/${"x".repeat(400)}`, 200).includes(body.slice(0, 8)),
      `${before}`,
    );
});

test("HTT-08: a long text made to be searched slowly is not", () => {
  const hostile = [
    "eyJ".repeat(5_400),
    `${"eyJ".repeat(5_400)}.`,
    "a_".repeat(8_000),
    "%5F".repeat(5_400),
    "a".repeat(16_000),
  ];
  const start = performance.now();
  for (let round = 0; round < 20; round++) for (const text of hostile) blotted(text, 1024);
  assert.ok(performance.now() - start < 2_000);
});

test("LOG-03: what is no host is not kept", () => {
  assert.equal(blottedHost("api.example:8080"), "api.example:8080");
  for (const text of ["user:hunter22@api.example", "hunter22/x", secret.toLowerCase()])
    assert.equal(blottedHost(text), "…");
});

test("LOG-03: the path of a refused target hides credentials behind escapes, users and passwords", () => {
  const targets = [
    `http://user:hunter22@api.example/x`,
    `https://hunter22/x`,
    `//user:hunter22@api.example/x`,
    "hunter22@api.example:443",
    `/a//${secret.replaceAll("_", "%5f")}`,
    `/a/../clv_liv%65_${body}`,
    `/%2f/%63lv_live_${body}`,
    `http://x:${secret}@y/`,
  ];
  for (const target of targets)
    assert.doesNotMatch(blottedTarget(target, 1024), new RegExp(`hunter22|${body}`), target);
  assert.equal(blottedTarget("http://a@b/x/y", 1024), "http://…/x/y");
  assert.equal(blottedTarget("/a//b%2f%zz", 1024), "/a//b%2f%zz");
});

test("LOG-03: of a query only plain names are kept", () => {
  const cases: readonly [query: string, shown: string][] = [
    ["page=2&apikey=x", "page=…&apikey=…"],
    ["hunter22", "…"],
    ["filter[a.b]=1&a=b=c", "filter[a.b]=…&a=…"],
    [`${secret}=1`, "…=…"],
    [`${"n".repeat(41)}=1&%61=2&=3`, "…=…&…=…&…=…"],
    ["__proto__=1", "…=…"],
    ["", "…"],
  ];
  for (const [query, shown] of cases) assert.equal(blottedQuery(query), shown);
});

test("LOG-04: control characters, line separators and direction marks are replaced", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(50), (text, length) => {
      const shown = blotted(text, length + 1);
      assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      assert.ok(shown.length <= length + 1);
    }),
  );
  assert.equal(blotted("a\r\nb\u001b[1m\u202e\u061c", 20), "a��b�[1m��");
});

test("LOG-04: shown values are cut to a bounded size and keep their names", () => {
  const networks = Array.from({ length: 1000 }, (_, at) => `10.0.${at}.0/24`);
  const shown = blottedValues({
    entity: "x".repeat(9000),
    key: secret,
    networks,
    limit: 5,
    on: true,
    ["__proto__"]: "a\n",
  });
  assert.deepEqual(Object.keys(shown), ["entity", "key", "networks", "limit", "on", "__proto__"]);
  assert.ok(JSON.stringify(shown).length < 10_000);
  assert.deepEqual([shown["key"], shown["limit"], shown["on"]], ["…", 5, true]);
});
