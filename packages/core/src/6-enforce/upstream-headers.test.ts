import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { schemes } from "../../test/sample.ts";
import { UpstreamHeaders } from "./upstream-headers.ts";

const headers = new UpstreamHeaders(schemes);

const identity = [
  "Clavis-Account",
  "Clavis-User",
  "Clavis-Application",
  "Clavis-Credential",
  "Clavis-Rights",
  "Clavis-Environment",
];
const ours = [...identity, "Clavis-Request-Id", "Clavis-Assertion", "Clavis-Anything"];
const credential = ["X-Api-Key", "Authorization", "Proxy-Authorization", "X-AccountId"];
const rewriting = [
  ...[
    "X-HTTP-Method-Override",
    "X-HTTP-Method",
    "X-Method-Override",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Original-Host",
  ],
  ...[
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Prefix",
  ],
  ...["Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "Proxy"],
  ...["X-HTTP-Host-Override", "X-Envoy-External-Address", "Fastly-Client-IP", "X-Originating-IP", "X-Remote-IP"],
];
const hopByHop = [
  "Connection",
  "Keep-Alive",
  "Proxy-Connection",
  "TE",
  "Trailer",
  "Transfer-Encoding",
  "Upgrade",
  "Expect",
  "Host",
];

const separator = fc.constantFrom("-", "_", ".", "~", "!", "+", "|");

/** A name with each letter's case and each separator chosen anew. */
const spelled = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...[...name].map((letter) =>
        letter === "-" ? separator : fc.constantFrom(letter.toLowerCase(), letter.toUpperCase()),
      ),
    )
    .map((letters) => letters.join(""));

const forbidden = fc.constantFrom(...ours, ...credential, ...rewriting, ...hopByHop).chain(spelled);

test("HTT-03: no spelling of an identity, credential, forwarding or rewriting header goes on", () => {
  fc.assert(
    fc.property(fc.array(forbidden), (names) => {
      const sent = [...names.flatMap((name) => [name, "forged"]), "Accept", "*/*"];
      assert.deepEqual(headers.select(sent), ["Accept", "*/*"]);
    }),
    { numRuns: 2000 },
  );
});

test("HTT-04: headers that Connection names are dropped, those that give the message its meaning are not", () => {
  const rest = ["Content-Length", "2", "Content-Type", "text/plain", "Cookie", "a=1", "Accept", "*/*"];
  const connection = "X-Custom , content-length,CONTENT-TYPE, cookie,clavis-account, authorization";
  assert.deepEqual(headers.select(["Connection", connection, "x-custom", "1", ...rest]), rest);
  assert.deepEqual(headers.select(["connection", "keep-alive", "CONNECTION", "accept", ...rest]), rest.slice(0, -2));
});

test("a credential cookie is cut out of its header, the others stay", () => {
  const cases: readonly [sent: string, kept: string[]][] = [
    ["api_key=s", []],
    ["a=1; api_key=s; b=2", ["Cookie", "a=1; b=2"]],
    ["api_key=s; b=2", ["Cookie", "b=2"]],
    ["a=1;  api_key =s;api_key", ["Cookie", "a=1"]],
    ["a=api_key=s; __proto__=1", ["Cookie", "a=api_key=s; __proto__=1"]],
  ];
  for (const [sent, kept] of cases) assert.deepEqual(headers.select(["Cookie", sent]), kept, sent);
});

test("HTT-06: __proto__ and constructor are header names like others, order and spelling are kept", () => {
  const sent = ["__proto__", "1", "constructor", "2", "X-B", "3", "x-b", "4", "toString", "5"];
  assert.deepEqual(headers.select(sent), sent);
});

test("a name has the same fate when it comes again, also behind thousands of others", () => {
  const many = new UpstreamHeaders(schemes);
  for (let at = 0; at < 3000; at++) many.select([`X-Filler-${at}`, "1"]);
  for (let round = 0; round < 2; round++)
    assert.deepEqual(many.select(["Clavis_Account", "x", "X-Plain", "1", "x".repeat(5000), "2"]), [
      "X-Plain",
      "1",
      "x".repeat(5000),
      "2",
    ]);
});
