import assert from "node:assert/strict";
import { test } from "node:test";
import { cors, noGeo, policy, raw, secretOf } from "../../test/sample.ts";
import { toFacts } from "../1-facts/to-facts.ts";
import { Extractor } from "./extract.ts";
import type { Presented } from "./presented.ts";

const key = secretOf(1);
const other = secretOf(2);

const found = (target: string, headers: readonly string[] = []): Presented =>
  new Extractor(policy).extract(toFacts(raw(target, headers), policy, noGeo));

/** What was found: the scheme that found it, or the code of the fault. */
const answer = ({ caller, fault }: Presented): string | undefined => caller?.scheme ?? fault?.code;

const basic = `Basic ${btoa("user:password")}`;

const cases: readonly [name: string, target: string, headers: string[], expected: string | undefined][] = [
  ["nothing", "/invoices", [], undefined],
  ["a header", "/invoices", ["X-API-KEY", key], "HeaderKey"],
  ["a parameter", `/invoices?a=1&apikey=${key}`, [], "QueryKey"],
  ["an escaped parameter name", `/invoices?%61pikey=${key}`, [], "QueryKey"],
  ["a cookie", "/invoices", ["Cookie", `a=1; api_key=${key}`], "CookieKey"],
  ["a bearer in any case", "/invoices", ["Authorization", `bEARER   ${key}`], "Bearer"],
  ["Basic", "/invoices", ["Authorization", basic], "Basic"],
  ["a carrier's name is no scheme word", "/invoices", ["Authorization", `Header ${key}`], "scheme_not_accepted"],
  ["a scheme's name is no scheme word", "/invoices", ["Authorization", `HeaderKey ${key}`], "scheme_not_accepted"],
  ["Digest", "/invoices", ["Authorization", "Digest a=b"], "scheme_not_accepted"],
  ["no scheme word", "/invoices", ["Authorization", "=x"], "credential_malformed"],
  ["an empty Authorization", "/invoices", ["Authorization", ""], "credential_malformed"],
  ["bearer without a token", "/invoices", ["Authorization", "Bearer"], "credential_malformed"],
  ["Basic that is none", "/invoices", ["Authorization", "Basic !"], "credential_malformed"],
  ["an empty header", "/invoices", ["X-Api-Key", ""], "credential_malformed"],
  ["two keys in one header", "/invoices", ["X-Api-Key", `${key}, ${other}`], "credential_malformed"],
  ["a parameter without value", "/invoices?apikey", [], "credential_malformed"],
  ["a parameter that can not be decoded", "/invoices?apikey=%ff", [], "credential_malformed"],
  ["a repeated header", "/invoices", ["X-Api-Key", key, "x-api-key", key], "request_ambiguous"],
  ["a repeated parameter", `/invoices?apikey=${key}&apikey=${key}`, [], "request_ambiguous"],
  ["a repeated parameter in two spellings", `/invoices?apikey=${key}&api%6bey=`, [], "request_ambiguous"],
  ["a repeated cookie", "/invoices", ["Cookie", `api_key=${key}; api_key=x`], "request_ambiguous"],
  [
    "a repeated cookie over two headers",
    "/invoices",
    ["Cookie", `api_key=${key}`, "Cookie", "api_key=x"],
    "request_ambiguous",
  ],
  ["a repeated Authorization", "/invoices", ["Authorization", basic, "authorization", basic], "request_ambiguous"],
  ["a header and a parameter", `/invoices?apikey=${key}`, ["X-Api-Key", key], "credential_conflict"],
  [
    "a header, a bearer and a cookie",
    "/invoices",
    ["X-Api-Key", key, "Authorization", `Bearer ${key}`, "Cookie", `api_key=${key}`],
    "credential_conflict",
  ],
  ["Basic and a cookie", "/invoices", ["Authorization", basic, "Cookie", `api_key=${key}`], "credential_conflict"],
  ["a cookie where none is accepted", "/status", ["Cookie", `api_key=${key}`], undefined],
  ["a look-alike cookie", "/invoices", ["Cookie", `__Host-api_key=${key};  api_key=${key};Api_Key=${key}`], undefined],
  ["look-alike parameters", `/invoices?apikey[]=${key}&apikey.x=${key}&APIKEY=${key}&xapikey=${key}`, [], undefined],
  ["look-alike headers", "/invoices", ["X_Api_Key", key, "X-Api-Keys", key, "X.Api.Key", key], undefined],
];

test("LEG-06, HTT-05: one credential is found in its place, two or doubtful ones are refused", () => {
  for (const [name, target, headers, expected] of cases) assert.equal(answer(found(target, headers)), expected, name);
});

test("AZN-03: X-AccountId is one account number of the form or invalid", () => {
  const choices: readonly [values: string[], kind: string][] = [
    [[], "absent"],
    [["CKLANT001"], "named"],
    [["CKLANT001", "CKLANT001"], "invalid"],
    ...[
      "",
      " ",
      "CKLANT001 ",
      "cklant001",
      "CKLANT0011",
      "CKLANT00",
      "CKLANT001,CKLANT002",
      "__proto__",
      "C\nKLANT01",
    ].map((value): [string[], string] => [[value], "invalid"]),
  ];
  for (const [values, kind] of choices) {
    const headers = values.flatMap((value) => ["X-AccountId", value]);
    assert.equal(found("/invoices", headers).account.kind, kind, values.join());
  }
});

test("HTT-10: a preflight is what a listed origin asks of a path that exists", () => {
  const ask = (target: string, origin: string, wanted = "POST"): string => {
    const headers = ["Origin", origin, ...(wanted === "" ? [] : ["Access-Control-Request-Method", wanted])];
    return new Extractor(policy).extract(toFacts(raw(target, headers, { method: "OPTIONS" }), policy, noGeo)).target
      .kind;
  };
  for (const origin of cors.origins) {
    assert.equal(ask("/invoices", origin), "preflight");
    assert.equal(ask("/invoices", origin, ""), "unknown-method");
    assert.equal(ask("/nowhere", origin), "unknown-path");
  }
  for (const origin of [
    "null",
    "https://app.example.evil",
    "https://evilapp.example",
    "http://app.example",
    "HTTPS://app.example",
    "https://app.example/",
    "*",
  ])
    assert.equal(ask("/invoices", origin), "unknown-method", origin);
});
