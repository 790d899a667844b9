import assert from "node:assert/strict";
import { createHmac, createPublicKey } from "node:crypto";
import { after, test } from "node:test";
import { call } from "./call.ts";
import { manager, sandbox, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open();
after(() => stand.close());

const invalid = "401 credential_invalid";
const orders = (bearer: string, host?: string): Promise<string> =>
  stand.outcome("GET", "/orders", { bearer, ...(host && { host }) });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const members = (text = ""): Record<string, unknown> => JSON.parse(Buffer.from(text, "base64url").toString());
const { access_token: production } = await stand.token({}, { basic: manager });
const { access_token: practice } = await stand.token({}, { basic: manager, host: sandbox });

/** A published key set. */
async function keysAt(path: string, host = "127.0.0.1"): Promise<readonly Record<string, string>[]> {
  const { text } = await call(stand.server.public, { path, headers: { Host: host } });
  return (JSON.parse(text) as { keys: readonly Record<string, string>[] }).keys;
}

test("production signs with RS256 and publishes its keys, the sandbox with HS256 and publishes none", async () => {
  assert.deepEqual(
    [members(production.split(".")[0])["alg"], members(practice.split(".")[0])["alg"]],
    ["RS256", "HS256"],
  );
  assert.deepEqual(
    (await keysAt("/.well-known/jwks.json")).map(({ kty, alg, use }) => [kty, alg, use]),
    [["RSA", "RS256", "sig"]],
  );
  assert.deepEqual(await keysAt("/.well-known/jwks.json", sandbox), []);
  assert.deepEqual(
    (await keysAt("/.well-known/clavis-assertions.json")).map(({ kty, alg }) => [kty, alg]),
    [["EC", "ES256"]],
  );
});

test("JWT-07: a token of one environment is none in the other", async () => {
  assert.deepEqual([await orders(production), await orders(practice, sandbox)], ["200", "200"]);
  assert.match(await orders(practice), /^401 /);
  assert.match(await orders(production, sandbox), /^401 /);
});

test("JWT-01: none in any case, and HMAC with the text of the published key, are refused", async () => {
  const [head, body] = production.split(".");
  const [jwk = {}] = await keysAt("/.well-known/jwks.json");
  for (const alg of ["none", "None", "NONE", "nOnE", ""])
    assert.match(await orders(`${part({ ...members(head), alg })}.${body}.AA`), /^401 /, alg);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const secrets = [
    key.export({ type: "spki", format: "pem" }),
    key.export({ type: "spki", format: "der" }),
    JSON.stringify(jwk),
  ];
  for (const secret of secrets) {
    const text = `${part({ ...members(head), alg: "HS256" })}.${body}`;
    assert.equal(await orders(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`), invalid);
  }
});

test("JWT-06: what Clavis signs for others is no credential: an assertion as it reached the upstream", async () => {
  const { text } = await stand.ask("GET", "/orders", { bearer: production });
  const { received } = JSON.parse(text) as { received: { verified: boolean; headers: Record<string, string> } };
  assert.equal(received.verified, true);
  assert.equal(await orders(received.headers["clavis-assertion"] ?? ""), invalid);
});

test("JWT-06: refresh tokens, API keys of the application, and one-time tokens that are spent stand for no access token", async () => {
  const { refresh_token = "" } = await stand.token({ refresh: true }, { basic: manager });
  const { key: application } = await stand.issue("--application", "mobile");
  assert.equal(await orders(refresh_token), invalid);
  assert.equal(await orders(application), "403 scheme_not_accepted");
  const body = { refresh_token: production };
  assert.equal(await stand.outcome("POST", "/tokens/refresh", { body }), invalid);
  const { access_token: once } = await stand.token({ uses: 1 }, { basic: manager });
  assert.deepEqual([await orders(once), await orders(once)], ["200", "401 credential_used"]);
});

test("JWT-08: a token altered anywhere, and one too long, is refused", async () => {
  const [head = "", body = "", signature = ""] = production.split(".");
  const wide = part({ ...members(body), rights: ["*"], account: "CSUPPL001" });
  const texts = [
    `${head}.${wide}.${signature}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${production}.x`,
    `${production}=`,
  ];
  for (const text of texts) assert.match(await orders(text), /^40[01] /, text);
  assert.match(await orders(`${head}.${part({ ...members(body), more: "x".repeat(8192) })}.${signature}`), /^40[01] /);
});
