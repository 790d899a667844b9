import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { TokenReading } from "@clavis/core";
import { testTime } from "../../conformance/test-directory.ts";
import { type JwsKey, signedJws } from "../jws/signature.ts";
import { type TokenStand, tokenStand } from "../testing/token-stand.ts";
import { keySetUrlProblem } from "./fetch-key-set.ts";
import type { ForeignIssuer } from "./foreign-issuer.ts";

const edKey = (kid: string): JwsKey => ({ kid, algorithm: "EdDSA", key: generateKeyPairSync("ed25519").privateKey });
const jwkOf = ({ kid, key }: JwsKey): object => ({ ...createPublicKey(key).export({ format: "jwk" }), kid });

/** A server of key sets on loopback: what it answers can be changed, and its requests are counted. */
interface KeyServer {
  readonly url: string;
  answer: { readonly status: number; readonly body: string; readonly location?: string };
  requests: number;
}

async function keyServer(t: TestContext, keys: readonly JwsKey[]): Promise<KeyServer> {
  const server = createServer((_, response) => {
    served.requests++;
    const { status, body, location } = served.answer;
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const served: KeyServer = { url: `http://127.0.0.1:${port}/jwks`, answer: setOf(keys), requests: 0 };
  return served;
}

const setOf = (keys: readonly JwsKey[]) => ({ status: 200, body: JSON.stringify({ keys: keys.map(jwkOf) }) });

const issuerAt = (url: string, changes: Partial<ForeignIssuer> = {}): ForeignIssuer => ({
  issuer: "https://login.example",
  audience: "https://api.example",
  algorithms: ["EdDSA", "ES256"],
  keys: { kind: "url", url },
  environment: undefined,
  types: ["at+jwt"],
  claims: { user: undefined, account: "account", rights: { kind: "claim", claim: "scope" } },
  ...changes,
});

const claims = {
  ...{ iss: "https://login.example", aud: "https://api.example", account: "CKLANT001", scope: "invoices:read" },
  ...{ exp: testTime / 1000 + 60, iat: testTime / 1000, jti: "one" },
};
const tokenOf = (key: JwsKey, changes: object = {}, typ = "at+jwt"): string =>
  signedJws(key, typ, { ...claims, ...changes });

/** Reads and resolves, as the pipeline and its driver do. */
async function readingOf(
  stand: TokenStand,
  token: string,
  time = testTime,
): Promise<TokenReading | { readonly kind: "unavailable" }> {
  const reading = stand.reader.read(token, "production", time);
  if (reading.kind !== "unresolved") return reading;
  const resolution = await stand.resolver.resolve(reading.need, time);
  if (resolution.kind === "token") return resolution.reading;
  assert.equal(resolution.kind, "unavailable");
  return { kind: "unavailable" };
}

test("a foreign token is read with the keys of its issuer, fetched once for all who wait", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  const tokens = Array.from({ length: 20 }, (_, at) => tokenOf(key, { jti: `t${at}` }));
  const readings = await Promise.all(tokens.map((token) => readingOf(stand, token)));
  assert.deepEqual([...new Set(readings.map(({ kind }) => kind))], ["genuine"]);
  assert.equal(server.requests, 1);
  const [first] = readings;
  assert.ok(first?.kind === "genuine");
  const { rights, id, ...rest } = first.token;
  assert.match(id, /^ext_/);
  assert.deepEqual(rights.texts, ["invoices:read"]);
  assert.deepEqual(rest.subject, { kind: "account", id: "CKLANT001" });
  assert.deepEqual([rest.own, rest.environment, rest.expiresAt], [false, "production", testTime + 90_000]);
  assert.equal(stand.reader.read(tokenOf(key, { jti: "t0" }), "production", testTime).kind, "genuine");
});

test("JWT-08: a token without a jti has one id, also under the other signature that fits it", async (t) => {
  const key: JwsKey = {
    kid: "e",
    algorithm: "ES256",
    key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  };
  const server = await keyServer(t, [key]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  const token = tokenOf(key, { jti: undefined });
  const readings = [await readingOf(stand, token), await readingOf(stand, otherSignature(token))];
  const ids = readings.map((reading) => (reading.kind === "genuine" ? reading.token.id : reading.kind));
  assert.match(ids[0] ?? "", /^ext_/);
  assert.equal(ids[1], ids[0]);
  const other = await readingOf(stand, tokenOf(key, { jti: undefined, scope: "invoices" }));
  assert.ok(other.kind === "genuine" && other.token.id !== ids[0]);
});

/** The order of P-256. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The same ES256 token with (r, n - s) for (r, s): as good a signature, which takes no key to write. */
function otherSignature(token: string): string {
  const dot = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(dot + 1), "base64url");
  const s = order - BigInt(`0x${signature.toString("hex", 32)}`);
  const other = Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  return `${token.slice(0, dot)}.${other.toString("base64url")}`;
}

test("JWT-02: an unknown kid asks the issuer anew, at most every 30 seconds", async (t) => {
  const [old, fresh] = [edKey("old"), edKey("fresh")];
  const server = await keyServer(t, [old]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  assert.equal((await readingOf(stand, tokenOf(old))).kind, "genuine");
  server.answer = setOf([fresh]);
  for (let at = 0; at < 50; at++) assert.equal((await readingOf(stand, tokenOf(fresh))).kind, "refused");
  assert.equal(server.requests, 1);
  assert.equal((await readingOf(stand, tokenOf(fresh), testTime + 30_000)).kind, "genuine");
  assert.equal(server.requests, 2);
  assert.equal((await readingOf(stand, tokenOf(old), testTime + 30_001)).kind, "refused");
});

test("the last good set counts while the issuer is down, for a day, and then the answer is not a refusal", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  assert.equal((await readingOf(stand, tokenOf(key))).kind, "genuine");
  server.answer = { status: 500, body: "" };
  const day = 24 * 3_600_000;
  for (const later of [3_600_000, day / 2, day])
    assert.equal((await readingOf(stand, tokenOf(key), testTime + later)).kind, "genuine");
  assert.equal((await readingOf(stand, tokenOf(key), testTime + day + 60_000)).kind, "unavailable");
  assert.ok(stand.problems.length > 0);
});

test("a clock that was set back neither keeps a set for good nor keeps the issuer from being asked", async (t) => {
  const [old, fresh] = [edKey("old"), edKey("fresh")];
  const server = await keyServer(t, [old]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  assert.equal((await readingOf(stand, tokenOf(old))).kind, "genuine");
  server.answer = setOf([fresh]);
  const earlier = testTime - 48 * 3_600_000;
  assert.equal((await readingOf(stand, tokenOf(old), earlier)).kind, "refused");
  assert.equal((await readingOf(stand, tokenOf(fresh), earlier)).kind, "genuine");
});

test("a set that is no usable one is not taken: redirects, too many bytes, no JSON, weak keys, private keys", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const good = setOf([key]).body;
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
  const bad = [
    { status: 302, body: good, location: server.url },
    { status: 404, body: good },
    { status: 200, body: "{" },
    { status: 200, body: '{"keys":{}}' },
    { status: 200, body: `${good}${" ".repeat(300_000)}` },
    { status: 200, body: JSON.stringify({ keys: [{ ...rsa, kid: "weak" }, jwkOf(key)] }) },
    { status: 200, body: JSON.stringify({ keys: [{ ...(key.key.export({ format: "jwk" }) as object), kid: "a" }] }) },
    { status: 200, body: JSON.stringify({ keys: [jwkOf(key), jwkOf(key)] }) },
  ];
  for (const answer of bad) {
    server.answer = answer;
    const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
    assert.equal((await readingOf(stand, tokenOf(key))).kind, "unavailable", answer.body.slice(0, 60));
    assert.equal(stand.problems.length, 1);
  }
});

test("JWT-06, JWT-07: type, audience, issuer and times of a foreign token are checked", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const stand = await tokenStand({ foreign: [issuerAt(server.url, { types: ["at+jwt", "jwt", ""] })] });
  assert.equal((await readingOf(stand, tokenOf(key, {}, "JWT"))).kind, "genuine");
  for (const typ of ["id+jwt", "logout+jwt", "dpop+jwt", "clavis-assertion+jwt"])
    assert.equal((await readingOf(stand, tokenOf(key, {}, typ))).kind, "refused", typ);
  const wrong: readonly object[] = [
    ...[
      { aud: "https://api.example/" },
      { aud: [] },
      { aud: undefined },
      { aud: {} },
      { exp: undefined },
      { exp: "9" },
    ],
    ...[{ nonce: "n" }, { at_hash: "x" }, { token_use: "id" }, { events: {} }, { htm: "GET" }, { account: undefined }],
    ...[{ account: 7 }, { account: "" }, { iss: "https://login.example/" }, { iss: "https://other.example" }],
  ];
  for (const changes of wrong)
    assert.equal((await readingOf(stand, tokenOf(key, changes, "JWT"))).kind, "refused", JSON.stringify(changes));
});

test("JWT-07: keys belong to one issuer, and an issuer to its environment", async (t) => {
  const [one, two] = [edKey("a"), edKey("a")];
  const servers = [await keyServer(t, [one]), await keyServer(t, [two])];
  const foreign = servers.map(({ url }, at) => issuerAt(url, { issuer: `https://login${at}.example` }));
  const stand = await tokenStand({
    foreign: [...foreign, issuerAt("http://127.0.0.1:1/", { environment: "sandbox" })],
  });
  assert.equal((await readingOf(stand, tokenOf(one, { iss: "https://login0.example" }))).kind, "genuine");
  assert.equal((await readingOf(stand, tokenOf(one, { iss: "https://login1.example" }))).kind, "refused");
  assert.equal((await readingOf(stand, tokenOf(one))).kind, "refused");
});

test("a user is found by the mark that is configured, an e-mail address only where it was verified", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const users = new Map([["email anna@shop.example", "user_1"]]);
  const mapping = {
    user: { claim: "email", by: "email" },
    account: undefined,
    rights: { kind: "claim", claim: "scp" },
  };
  const foreign = [issuerAt(server.url, { claims: mapping as ForeignIssuer["claims"] })];
  const stand = await tokenStand({ foreign, users });
  const anna = { email: "anna@shop.example", email_verified: true };
  const reading = await readingOf(stand, tokenOf(key, anna));
  assert.ok(reading.kind === "genuine");
  assert.deepEqual(reading.token.subject, { kind: "user", id: "user_1" });
  for (const changes of [
    { email_verified: false },
    { email_verified: "true" },
    { email: "eve@shop.example" },
    { email: 1 },
  ])
    assert.equal((await readingOf(stand, tokenOf(key, { ...anna, ...changes }))).kind, "refused");
  users.delete("email anna@shop.example");
  assert.equal((await readingOf(stand, tokenOf(key, anna))).kind, "refused");
});

test("rights come from a claim, through a map, or are fixed; what is not mapped gives none", async (t) => {
  const key = edKey("a");
  const server = await keyServer(t, [key]);
  const rights = {
    kind: "mapped",
    claim: "roles",
    rights: new Map([["clerk", ["invoices", "!invoices:delete"]]]),
  } as const;
  const stand = await tokenStand({
    foreign: [issuerAt(server.url, { claims: { user: undefined, account: "account", rights } })],
  });
  const textsOf = async (roles: unknown): Promise<readonly string[] | undefined> => {
    const reading = await readingOf(stand, tokenOf(key, { roles }));
    return reading.kind === "genuine" ? reading.token.rights.texts : undefined;
  };
  assert.deepEqual(await textsOf(["clerk", "boss"]), ["invoices", "!invoices:delete"]);
  for (const roles of ["boss", [], undefined, 7, ["clerk", 7], "__proto__"]) assert.deepEqual(await textsOf(roles), []);
});

test("JWT-01: an algorithm that is not the issuer's is refused before any key is looked at", async (t) => {
  const pair = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const server = await keyServer(t, []);
  const stand = await tokenStand({ foreign: [issuerAt(server.url)] });
  assert.equal((await readingOf(stand, tokenOf({ kid: "r", algorithm: "RS256", key: pair() }))).kind, "refused");
  assert.equal(server.requests, 0);
});

test("a key set is fetched over https, or from this machine", () => {
  for (const url of ["https://login.example/jwks", "http://127.0.0.1:9/jwks", "http://localhost/x", "http://[::1]/x"])
    assert.equal(keySetUrlProblem(url), undefined, url);
  const wrong = [
    "http://login.example/",
    "ftp://login.example/",
    "file:///etc/keys",
    "login",
    "https://a:b@login.example/",
  ];
  for (const url of [...wrong, "http://127.0.0.1.evil.example/"])
    assert.notEqual(keySetUrlProblem(url), undefined, url);
});
