import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "yaml";
import { until } from "./running-start.ts";
import { TillsStand } from "./tills-stand.ts";

const guide = readFileSync(join(import.meta.dirname, "..", "docs", "guides", "tokens.md"), "utf8");
const [, settings = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
const [described] = parse(settings).issuers;

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "id-1", alg: "ES256", use: "sig" };
const issuer = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] }))).listen(0, "127.0.0.1");
await once(issuer, "listening");
const { port } = issuer.address() as AddressInfo;

// The guide's configuration as it stands there, but for where the keys are.
const stand = await TillsStand.open((all) => {
  all["issuers"] = [{ ...described, jwks: `http://127.0.0.1:${port}/keys` }];
  all["insecure"] = { httpIssuers: true };
});
after(async () => {
  await stand.close();
  issuer.close();
});

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function tokenOf(changes: object = {}, typ = "at+jwt"): string {
  const now = Math.floor(Date.now() / 1000);
  const who = { sub: "mia", email: "manager@shop.example", email_verified: true, scope: "orders.read openid" };
  const claims = {
    iss: described.issuer,
    aud: described.audience,
    iat: now,
    exp: now + 300,
    jti: "1",
    ...who,
    ...changes,
  };
  const text = `${part({ alg: "ES256", typ, kid: "id-1" })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

const orders = (bearer: string): Promise<string> => stand.outcome("GET", "/orders", { bearer });

test("the guide's issuer: its token stands for the user it names, and may do what its scopes are mapped to", async () => {
  const bearer = tokenOf();
  assert.equal(await orders(bearer), "200");
  assert.equal(await stand.outcome("GET", "/shops", { bearer }), "403 right_missing");
  const managing = tokenOf({ scope: "orders.read shops.manage", jti: "2" });
  assert.equal(await stand.outcome("GET", "/shops", { bearer: managing }), "200");
  assert.equal(await orders(tokenOf({ scope: "openid", jti: "3" })), "403 right_missing");
});

test("JWT-06, JWT-07: an ID token, another audience, an address that is not verified, an unknown user: none is accepted", async () => {
  const refused = [
    tokenOf({}, "JWT"),
    tokenOf({ nonce: "n" }),
    tokenOf({ aud: "https://other.example" }),
    tokenOf({ email_verified: false }),
    tokenOf({ email: "nobody@shop.example" }),
    tokenOf({ iss: "https://evil.example" }),
  ];
  for (const bearer of refused) assert.equal(await orders(bearer), "401 credential_invalid", bearer);
  assert.equal(await orders(tokenOf({ exp: Math.floor(Date.now() / 1000) - 60 })), "401 credential_expired");
});

test("a foreign token is refused with the user it stands for", async () => {
  const bearer = tokenOf({ jti: "4" });
  await stand.other.json("users", "disable", "till12@shop.example");
  assert.equal(await orders(bearer), "200");
  await stand.other.json("users", "disable", "manager@shop.example");
  assert.match(await orders(bearer), /^401 /);
});

test("a foreign token makes no token of ours", async () => {
  await stand.other.json("users", "enable", "manager@shop.example");
  assert.match(await stand.outcome("POST", "/tokens", { bearer: tokenOf({ jti: "5" }), body: {} }), /^403 /);
});

test("JWT-08: an operator ends a foreign token by its id in the records, and is told that its jti is none", async () => {
  const bearer = tokenOf({ jti: "6" });
  const { headers } = await stand.ask("GET", "/orders", { bearer });
  const request = String(headers["clavis-request-id"]);
  await until(async () => (await stand.other.run("requests", "show", request)).code === 0, "the record to be written");
  const { token } = await stand.other.json<{ token: string }>("requests", "show", request);
  assert.equal((await stand.other.run("tokens", "revoke", "6")).code, 2);
  assert.equal(await orders(bearer), "200");
  await stand.other.json("tokens", "revoke", token);
  assert.equal(await orders(bearer), "401 credential_revoked");
});

test("a lock refuses the foreign tokens of a user, which an end of tokens of ours does not reach", async () => {
  const bearer = tokenOf({ jti: "7" });
  await stand.other.json("tokens", "end", "--user", "manager@shop.example");
  assert.equal(await orders(bearer), "200");
  await stand.other.json("lock", "user", "manager@shop.example");
  assert.equal(await orders(bearer), "403 principal_locked");
  await stand.other.json("unlock", "user", "manager@shop.example");
});
