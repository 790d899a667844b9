import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
before(async () => {
  upstream = await startUpstream({ port: 0, host: "127.0.0.1" });
});
after(() => upstream.close());

const call = (path: string, account: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${upstream.port}/api/v1${path}`, {
    ...init,
    headers: { "clavis-account": account, "clavis-user": "user_1", ...init.headers },
  });

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

const post = (body: string): RequestInit => ({ method: "POST", body });

test("a shop sees what it has ordered, a supplier what it is to deliver, and nobody anything else", async () => {
  const idsOf = async (account: string): Promise<unknown> => {
    const { orders } = (await json(await call("/orders", account))) as { orders: readonly { id: number }[] };
    return orders.map(({ id }) => id);
  };
  assert.deepEqual(await idsOf("CSHOP0001"), [1, 2]);
  assert.deepEqual(await idsOf("CSUPPL001"), [1, 3]);
  assert.deepEqual(await idsOf("CNIEUW001"), []);
  assert.equal((await call("/orders/1", "CSUPPL001")).status, 200);
  assert.equal((await call("/orders/2", "CSUPPL001")).status, 404);
  assert.match(
    await (await call("/orders/export", "CSUPPL001")).text(),
    /^id,.*\r\n1,CSHOP0001,CSUPPL001,S-12,"Flour, 25 kg",8\r\n3,/,
  );
});

test("a day is opened and closed, in the account's own shops", async () => {
  assert.equal((await json(await call("/shops/S-12/open", "CSHOP0001", post(""))))["open"], true);
  assert.equal((await json(await call("/shops/S-12", "CSHOP0001")))["open"], true);
  assert.equal((await json(await call("/shops/S-12/close", "CSHOP0001", post(""))))["open"], false);
  assert.equal((await call("/shops/S-20/open", "CSHOP0001", post(""))).status, 404);
});

test("an order and a refund are taken where they are whole, and the refund says who made it", async () => {
  const order = '{"shop": "S-12", "supplier": "CSUPPL001", "article": "Salt", "quantity": 1}';
  const created = await call("/orders", "CSHOP0001", post(order));
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("location"), "/api/v1/orders/4");
  const refund = await call("/refunds", "CSHOP0001", post('{"receipt": "R-1", "amount": 4.5}'));
  assert.equal((await json(refund))["by"], "user_1");
  for (const body of ["", "{", "null", "[]", '{"receipt": "R-1", "amount": 0}'])
    for (const path of ["/orders", "/refunds"]) assert.equal((await call(path, "CSHOP0001", post(body))).status, 400);
});

test("without an account there is nothing, nor at a path that nobody knows", async () => {
  for (const path of ["/orders", "/shops", "/refunds"]) assert.equal((await call(path, "-")).status, 404);
  for (const path of ["/constructor", "/shops/S-12/burn", "/orders/1/open"])
    assert.equal((await call(path, "CSHOP0001")).status, 404, path);
});

test("where it is told whose assertions to trust, it answers calls that carry one made for them, and no others", async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "sig_1" };
  const published = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] }))).listen(0);
  const keys = `http://127.0.0.1:${(published.address() as AddressInfo).port}/`;
  const parties = { issuer: "https://tills.example", audience: "https://orders.tills.internal" };
  const wary = await startUpstream({ port: 0, host: "127.0.0.1", trust: { keys, ...parties } });
  t.after(async () => {
    published.close();
    await wary.close();
  });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const assertion = (changes: object = {}, typ = "clavis-assertion+jwt"): string => {
    const now = Math.floor(Date.now() / 1000);
    const query = createHash("sha256").update("a=1").digest("base64url");
    const of = { method: "GET", host: "tills.example", path: "/api/v1/shops", query, account: "CSHOP0001" };
    const claims = { iss: parties.issuer, aud: parties.audience, iat: now, exp: now + 60, ...of, ...changes };
    const text = `${part({ alg: "ES256", typ, kid: "sig_1" })}.${part(claims)}`;
    const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  };
  const status = async (text: string): Promise<number> => {
    const headers = { "clavis-account": "CSHOP0001", "x-forwarded-host": "tills.example", "clavis-assertion": text };
    return (await fetch(`http://127.0.0.1:${wary.port}/api/v1/shops?a=1`, { headers })).status;
  };
  assert.deepEqual(
    await Promise.all([1, 2, 3].map(() => status(assertion()))),
    [200, 200, 200],
    "while keys are fetched",
  );
  const changes = [
    { method: "POST" },
    { host: "x" },
    { path: "/" },
    { query: "" },
    { account: "CSUPPL001" },
    { exp: 1 },
  ];
  for (const change of [...changes, { aud: "x" }, { iss: "x" }])
    assert.equal(await status(assertion(change)), 401, JSON.stringify(change));
  for (const text of ["", "a.b", "a.b.c", assertion({}, "at+jwt"), `${assertion().slice(0, -6)}AAAAAA`])
    assert.equal(await status(text), 401, text);
});
