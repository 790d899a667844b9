import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { assertionSigner, SealedSigningKeys, SigningKeys } from "@clavis/adapters";
import type { Allowed, Facts } from "@clavis/core";
import type { SigningKey } from "@clavis/directory";

const upstream = join(import.meta.dirname, "../docs/guides/verify-assertion.mjs");
const parties = { issuer: "https://api.example", audience: "https://orders.internal" };
const decision: Allowed = {
  ...{ effect: "allow", operation: undefined, principal: { kind: "anonymous" }, account: undefined, reach: undefined },
  ...{ matched: ["orders:read"], charges: [], notes: [] },
};

const factsNow = (changes: Partial<Facts> = {}): Facts => ({
  ...{ listener: "public", environment: "production", method: "GET", path: "/orders", upstreamPath: "/orders" },
  ...{ query: "a=1", headers: [], host: "api.example", address: undefined, addressSource: "peer" },
  ...{ country: undefined, secure: true, time: Date.now(), requestId: "req-1", flaw: undefined },
  ...changes,
});

async function keysOf(algorithm: "ES256" | "EdDSA"): Promise<SigningKeys> {
  const sealed = new SealedSigningKeys(randomBytes(32), randomBytes);
  const slot = { environment: "production", purpose: "assertion", algorithm } as const;
  const times = { createdAt: 0, activeAt: 0, retiresAt: undefined, endsAt: undefined };
  const made = await sealed.make("sig_1", slot);
  const stored: SigningKey = { kid: "sig_1", ...slot, ...times, ...made, revision: 1 };
  const keys = new SigningKeys({ listSigningKeys: async () => [stored] }, sealed);
  await keys.refresh();
  return keys;
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** The upstream of the guide, as its reader starts it. Gives its address. */
async function startUpstream(t: TestContext, keys: SigningKeys, algorithm: string): Promise<string> {
  const jwks = JSON.stringify(keys.jwks("production", "assertion", Date.now()));
  const published = createServer((_, response) => response.end(jwks));
  const url = `http://127.0.0.1:${await portOf(published)}/`;
  const settings = { ASSERTION_ISSUER: parties.issuer, ASSERTION_AUDIENCE: parties.audience, ASSERTION_KEYS: url };
  const env = { ...process.env, ...settings, ASSERTION_ALGORITHM: algorithm, PORT: "0" };
  const child = spawn(execPath, [upstream], { env, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => {
    child.kill();
    published.close();
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return `http://127.0.0.1:${/\d+$/.exec(String(line))?.[0]}`;
}

for (const algorithm of ["ES256", "EdDSA"] as const)
  test(`${algorithm}: the upstream of the guide answers what Clavis signed, and nothing else`, async (t) => {
    const keys = await keysOf(algorithm);
    const base = await startUpstream(t, keys, algorithm);
    const signFor = (audience: string) =>
      assertionSigner(new Map([["production", { ...parties, audience, signing: { kind: "key", algorithm } }]]), keys);
    const sign = signFor(parties.audience);
    const call = async (assertion: string | undefined, target = "/orders?a=1", method = "GET"): Promise<number> => {
      const headers = { "x-forwarded-host": "api.example", ...(assertion && { "clavis-assertion": assertion }) };
      return (await fetch(`${base}${target}`, { method, headers })).status;
    };
    const good = sign(factsNow(), decision, "/orders?a=1") ?? "";
    assert.equal(await call(good), 200);
    assert.equal(await call(undefined), 401);
    for (const target of ["/orders?a=2", "/orders", "/order?a=1"]) assert.equal(await call(good, target), 401, target);
    assert.equal(await call(good, "/orders?a=1", "DELETE"), 401);
    const bad = [
      ...[signFor("https://other.internal")(factsNow(), decision, "/orders?a=1"), `${good.slice(0, -4)}AAAA`],
      sign(factsNow({ time: Date.now() - 120_000 }), decision, "/orders?a=1"),
      sign(factsNow({ host: "evil.example" }), decision, "/orders?a=1"),
      ...["", "a.b.c", "a", `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.AA`],
    ];
    for (const [at, assertion] of bad.entries()) assert.equal(await call(assertion), 401, `assertion ${at}`);
  });
