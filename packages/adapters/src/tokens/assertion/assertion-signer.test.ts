import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { test } from "node:test";
import type { Allowed, Facts } from "@clavis/core";
import { ensureSigningKey } from "@clavis/directory";
import { testTime } from "../../conformance/test-directory.ts";
import { algorithms } from "../jws/algorithm.ts";
import { parseCompactJws } from "../jws/compact-jws.ts";
import { importKeySet, type KeySet } from "../jws/key-set.ts";
import type { JwsKey } from "../jws/signature.ts";
import { strictObject } from "../jws/strict-json.ts";
import { verifyJws } from "../jws/verify-jws.ts";
import { tokenStand } from "../testing/token-stand.ts";
import { assertionSigner, type UpstreamAssertion } from "./assertion-signer.ts";

const facts: Facts = {
  ...{ listener: "public", environment: "production", method: "POST", path: "/api/v1/orders", host: "shop.example" },
  ...{ upstreamPath: "/api/v1/orders", query: undefined, headers: [], address: undefined, addressSource: "peer" },
  ...{ country: undefined, secure: true, time: testTime + 999, requestId: "req-1", flaw: undefined },
};
const decision: Allowed = {
  ...{ effect: "allow", operation: undefined, principal: { kind: "anonymous" }, account: undefined, reach: undefined },
  ...{ matched: ["orders:create"], charges: [], notes: [] },
};
const parties = { issuer: "https://production.shop.example", audience: "https://orders.internal" };
const shared: JwsKey = {
  ...{ kid: "shared", algorithm: "HS256" },
  key: createSecretKey(Buffer.from("0123456789abcdefghijklmnopqrstuv")),
};
const secret: UpstreamAssertion = { ...parties, signing: { kind: "secret", key: shared } };

const claimsOf = (text: string, keys: KeySet): Record<string, unknown> => {
  const jws = parseCompactJws(text);
  assert.ok(jws !== undefined && verifyJws(jws, keys).kind === "signed");
  assert.equal(jws.header.typ, "clavis-assertion+jwt");
  return Object.fromEntries(strictObject(jws.payload) ?? []);
};

for (const algorithm of ["ES256", "EdDSA"] as const)
  test(`${algorithm}: an upstream verifies an assertion with the published set of its environment`, async () => {
    const { directory, keys } = await tokenStand();
    await ensureSigningKey(directory, "local:anna", { environment: "production", purpose: "assertion", algorithm });
    await keys.refresh();
    const sign = assertionSigner(new Map([["production", { ...parties, signing: { kind: "key", algorithm } }]]), keys);
    const text = sign(facts, decision, "/api/v1/orders?a=1&b=%20");
    const jwks = keys.jwks("production", "assertion", testTime);
    const set = importKeySet(jwks, { algorithms, isKnownSecret: () => false });
    assert.ok(!("problem" in set) && text !== undefined);
    assert.deepEqual(claimsOf(text, set), {
      ...{ iss: parties.issuer, aud: parties.audience, iat: testTime / 1000, exp: testTime / 1000 + 60, jti: "req-1" },
      ...{ method: "POST", host: "shop.example", path: "/api/v1/orders", environment: "production" },
      ...{ query: "sbvo2XtnC_-2_3vKnTt8aB_sFRFNGsA8hgedRajgAck", rights: ["orders:create"] },
    });
    const tokens = keys.jwks("production", "token", testTime).keys;
    assert.ok(tokens.every(({ kid }) => !set.has(String(kid))));
  });

test("each part of a call changes its assertion, also the query", async () => {
  const { keys } = await tokenStand();
  const sign = assertionSigner(new Map([["production", secret]]), keys);
  const set: KeySet = new Map([["shared", shared]]);
  const seen = [
    ...[sign(facts, decision, "/a"), sign(facts, decision, "/a?"), sign(facts, decision, "/a?b")],
    ...[sign({ ...facts, method: "PUT" }, decision, "/a"), sign({ ...facts, host: "other" }, decision, "/a")],
    ...[sign(facts, { ...decision, matched: [] }, "/a"), sign({ ...facts, requestId: "req-2" }, decision, "/a")],
  ];
  const claims = seen.map((text) => JSON.stringify(claimsOf(text ?? "", set)));
  assert.equal(claims[0], claims[1]);
  assert.equal(new Set(claims).size, seen.length - 1);
});

test("an environment without assertions gets none, and one without its key no unsigned call", async () => {
  const { keys } = await tokenStand();
  const sign = assertionSigner(
    new Map([["production", { ...parties, signing: { kind: "key", algorithm: "ES256" } as const }]]),
    keys,
  );
  assert.equal(sign({ ...facts, environment: "sandbox" }, decision, "/"), undefined);
  assert.throws(() => sign(facts, decision, "/"), /no key to sign assertions/);
});

test("JWT-06: an assertion is never a credential, whatever key signed it", async () => {
  const stand = await tokenStand();
  const slot = { environment: "production", purpose: "assertion", algorithm: "ES256" } as const;
  await ensureSigningKey(stand.directory, "local:anna", slot);
  await stand.keys.refresh();
  const signings = [{ kind: "key", algorithm: "ES256" } as const, secret.signing];
  for (const signing of signings) {
    const sign = assertionSigner(new Map([["production", { ...parties, signing }]]), stand.keys);
    const reading = stand.reader.read(sign(facts, decision, "/") ?? "", "production", testTime);
    assert.equal(reading.kind, "refused");
  }
  const key = stand.keys.signing({ ...slot, purpose: "token" }, testTime);
  assert.ok(key !== undefined);
  const sign = assertionSigner(new Map([["production", { ...parties, signing: { kind: "secret", key } }]]), stand.keys);
  assert.equal(stand.reader.read(sign(facts, decision, "/") ?? "", "production", testTime).kind, "refused");
});
