import assert from "node:assert/strict";
import { test } from "node:test";
import { retireSigningKeyNow, rotateSigningKey, type SigningAlgorithm, type TokenOrder } from "@clavis/directory";
import { testTime } from "../conformance/test-directory.ts";
import { parseCompactJws } from "./jws/compact-jws.ts";
import { type JwsKey, signedJws } from "./jws/signature.ts";
import { strictObject } from "./jws/strict-json.ts";
import { ownIssuer, sampleOrder, type TokenStand, tokenStand } from "./testing/token-stand.ts";

const claimsOf = (token: string): Record<string, unknown> => {
  const jws = parseCompactJws(token);
  const members = jws && strictObject(jws.payload);
  assert.ok(members !== undefined);
  return Object.fromEntries(members);
};

const isGenuine = ({ reader }: TokenStand, token: string, time = testTime): boolean =>
  reader.read(token, "production", time).kind === "genuine";

function signingKey({ keys }: TokenStand): JwsKey {
  const { environment, algorithm } = ownIssuer("production");
  const key = keys.signing({ environment, purpose: "token", algorithm }, testTime);
  assert.ok(key !== undefined);
  return key;
}

for (const algorithm of ["HS256", "RS256", "ES256", "EdDSA"] satisfies readonly SigningAlgorithm[])
  test(`${algorithm}: what is issued is read again, whole`, async () => {
    const stand = await tokenStand({ algorithm });
    stand.epochs.set("user user_1", 3).set("application till", 2);
    const order: TokenOrder = {
      ...sampleOrder,
      session: "ses_1",
      oneTime: true,
      restrictions: { uses: 2, networks: ["10.0.0.0/8"] },
      bound: { method: "POST", path: "/api/v1/refunds" },
    };
    const issued = stand.issuer.issue(order);
    const reading = stand.reader.read(issued.token, "production", testTime);
    assert.ok(reading.kind === "genuine");
    const { rights, restrictions, ...rest } = reading.token;
    assert.deepEqual(rest, {
      ...{ id: issued.id, issuer: "https://production.shop.example", own: true, environment: "production" },
      ...{ subject: { kind: "user", id: "user_1" }, account: "CKLANT001", application: "till", session: "ses_1" },
      epochs: { user: 3, account: 0, application: 2, environment: 0 },
      ...{ issuedAt: testTime, notBefore: testTime, expiresAt: issued.expiresAt },
      ...{ oneTime: true, bound: { method: "POST", path: "/api/v1/refunds" } },
    });
    assert.deepEqual(rights.texts, ["invoices:read", "!invoices:delete"]);
    assert.equal(restrictions?.uses, 2);
    assert.ok(restrictions?.networks !== undefined);
    assert.equal(issued.expiresAt, testTime + 600_000);
  });

test("an access token has the claims of RFC 9068", async () => {
  const { issuer } = await tokenStand();
  const { token, id } = issuer.issue({ ...sampleOrder, subject: { kind: "application", id: "till" } });
  const seconds = testTime / 1000;
  assert.equal(parseCompactJws(token)?.header.typ, "at+jwt");
  assert.deepEqual(claimsOf(token), {
    ...{ iss: "https://production.shop.example", aud: "https://production.shop.example/api", sub: "app:till" },
    ...{ iat: seconds, exp: seconds + 600, jti: id, client_id: "till", scope: "invoices:read !invoices:delete" },
    ...{ account: "CKLANT001", rights: ["invoices:read", "!invoices:delete"], env: "production", app: "till" },
    ep: { account: 0, application: 0, environment: 0 },
  });
});

test("a token keeps the epochs at which what it stems from was judged, whatever they are by now", async () => {
  const stand = await tokenStand();
  stand.epochs.set("user user_1", 5);
  const { token } = stand.issuer.issue(sampleOrder, { user: 4 });
  const reading = stand.reader.read(token, "production", testTime);
  assert.deepEqual(reading.kind === "genuine" && reading.token.epochs, { user: 4 });
});

test("a token that could not be sent is not issued", async () => {
  const { issuer } = await tokenStand();
  const rights = Array.from({ length: 400 }, (_, at) => `invoices/I-${at}:read`);
  assert.throws(() => issuer.issue({ ...sampleOrder, rights }), { code: "validation_failed" });
  assert.throws(() => issuer.issue({ ...sampleOrder, environment: "test" }), { code: "not_found" });
  assert.throws(() => issuer.issue({ ...sampleOrder, oneTime: true }), TypeError);
  for (const lifetime of [0, -1, 1.5, Number.NaN])
    assert.throws(() => issuer.issue({ ...sampleOrder, lifetime }), TypeError);
});

test("JWT-06: a token that our key signed with any other type is no access token", async () => {
  const stand = await tokenStand();
  const { token } = stand.issuer.issue(sampleOrder);
  assert.ok(isGenuine(stand, token));
  const others = ["JWT", "id+jwt", "logout+jwt", "dpop+jwt", "client-authentication+jwt", "secevent+jwt", "at"];
  for (const typ of [...others, "clavis-assertion+jwt", "application/jwt", "oauth-authz-req+jwt"])
    assert.equal(isGenuine(stand, signedJws(signingKey(stand), typ, claimsOf(token))), false, typ);
  assert.ok(isGenuine(stand, signedJws(signingKey(stand), "application/AT+JWT", claimsOf(token))));
});

test("JWT-05, JWT-07: a claim that is missing or not of its form makes a token nobody's", async () => {
  const stand = await tokenStand();
  const claims = claimsOf(stand.issuer.issue({ ...sampleOrder, bound: { method: "GET", path: "/" } }).token);
  const sign = (changes: object): string => signedJws(signingKey(stand), "at+jwt", { ...claims, ...changes });
  assert.ok(isGenuine(stand, sign({})));
  for (const name of ["iss", "sub", "aud", "exp", "jti", "account", "rights", "ep", "env"])
    assert.equal(isGenuine(stand, sign({ [name]: undefined })), false, name);
  const wrong: readonly object[] = [
    ...[{ exp: "1800000000" }, { exp: -1 }, { exp: 1e20 }, { exp: null }, { nbf: "now" }, { iat: {} }],
    ...[{ iss: "https://production.shop.example/" }, { iss: "HTTPS://production.shop.example" }, { iss: ["x"] }],
    ...[{ aud: [] }, { aud: "" }, { aud: {} }, { aud: ["https://other.example"] }, { aud: [1, claims["aud"]] }],
    ...[{ aud: "https://production.shop.example/api/" }, { sub: "user_1" }, { sub: "admin:1" }, { sub: 1 }],
    ...[{ env: "sandbox" }, { ep: { user: "1" } }, { ep: { other: 1 } }, { ep: [] }, { rights: "*" }, { jti: "" }],
    ...[{ bound: true }, { bound: { method: "GET" } }, { app: 1 }, { sid: "" }, { account: ["C1"] }],
    ...[{ one_time: true }, { one_time: true, restrictions: { uses: "1" } }],
  ];
  for (const changes of wrong) assert.equal(isGenuine(stand, sign(changes)), false, JSON.stringify(changes));
  assert.ok(isGenuine(stand, sign({ aud: ["https://other.example", claims["aud"]] })));
  for (const payload of [["a"], "text", 1])
    assert.equal(isGenuine(stand, signedJws(signingKey(stand), "at+jwt", payload as object)), false);
});

test("restrictions that are not understood open nothing, and rights that are none grant nothing", async () => {
  const stand = await tokenStand();
  const claims = claimsOf(stand.issuer.issue(sampleOrder).token);
  const changed = { ...claims, restrictions: { planets: ["earth"] }, rights: ["invoices", "not a right"] };
  const reading = stand.reader.read(signedJws(signingKey(stand), "at+jwt", changed), "production", testTime);
  assert.ok(reading.kind === "genuine");
  assert.deepEqual(reading.token.restrictions?.operations, new Set());
  assert.deepEqual(reading.token.rights.texts, []);
});

test("a token of another environment is genuine and says so, and neither environment's key signs for the other", async () => {
  const stand = await tokenStand();
  const { token } = stand.issuer.issue({ ...sampleOrder, environment: "sandbox" });
  const reading = stand.reader.read(token, "production", testTime);
  assert.ok(reading.kind === "genuine" && reading.token.environment === "sandbox");
  const forged = signedJws(signingKey(stand), "at+jwt", claimsOf(token));
  assert.equal(isGenuine(stand, forged), false);
});

test("a rotated key's tokens are read for the overlap, an emergency ends them at once, remembered or not", async () => {
  const stand = await tokenStand();
  const { token } = stand.issuer.issue(sampleOrder);
  const slot = { environment: "production", purpose: "token", algorithm: "ES256" } as const;
  await rotateSigningKey(stand.directory, "local:anna", slot);
  await stand.keys.refresh();
  assert.ok(isGenuine(stand, token, testTime + 4_499_999));
  assert.equal(isGenuine(stand, token, testTime + 4_500_000), false);
  const { token: other } = stand.issuer.issue(sampleOrder);
  assert.ok(isGenuine(stand, other));
  await retireSigningKeyNow(stand.directory, "local:anna", signingKey(stand).kid);
  await stand.keys.refresh();
  assert.equal(isGenuine(stand, other), false);
  assert.ok(isGenuine(stand, stand.issuer.issue(sampleOrder).token));
});

test("JWT-08: a token with any one character changed, lost or doubled is none", async () => {
  const stand = await tokenStand({ algorithm: "HS256" });
  const { token } = stand.issuer.issue(sampleOrder);
  for (let at = 0; at < token.length; at++) {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)];
    const other = token[at] === "A" ? "B" : "A";
    for (const changed of [`${before}${other}${after}`, before + after, `${before}${token[at]}${token[at]}${after}`])
      assert.equal(isGenuine(stand, changed), false, `character ${at}`);
  }
  assert.ok(isGenuine(stand, token));
});

test("JWT-08: reading takes any text without an error", async () => {
  const stand = await tokenStand();
  for (const text of ["", ".", "..", "a.b.c", "\0", "🐘.🐘.🐘", "e30.e30.e30", "a".repeat(100_000)]) {
    const reading = stand.reader.read(text, "production", testTime);
    assert.ok(reading.kind === "refused" && reading.refusal.code === "credential_invalid");
  }
});
