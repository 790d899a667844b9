import assert from "node:assert/strict";
import { after, test } from "node:test";
import { manager, type TillCall, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open();
after(() => stand.close());

const till = "till12@shop.example:KassaWachtwoord12";
const mint = (order: object, call: TillCall): Promise<string> =>
  stand.outcome("POST", "/tokens", { ...call, body: order });
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

test("KEY-04: a key makes tokens only with tokens:create by name, which * does not cover", async () => {
  for (const rights of ["orders", "*", "tokens:read"]) {
    const { key } = await stand.issue("--rights", rights);
    assert.equal(await mint({}, { key }), "403 right_missing", rights);
  }
});

test("KEY-04: a token is never wider than what makes it, when it is made and when it is used", async () => {
  const { id, key } = await stand.issue("--rights", "orders,tokens:create");
  assert.equal(await mint({ rights: ["shops"] }, { key }), "403 right_missing");
  assert.equal(await mint({ rights: ["*"] }, { key }), "403 right_missing");
  const { access_token: bearer } = await stand.token({}, { key });
  assert.equal(await stand.outcome("GET", "/shops", { bearer }), "403 right_missing");
  assert.equal(await stand.outcome("GET", "/orders", { bearer }), "200");
  await stand.other.json("keys", "update", id, "--rights", "tokens:create");
  assert.equal(await stand.outcome("GET", "/orders", { bearer }), "403 right_missing");
});

test("KEY-04: a token lives no longer than its key, nor than the configuration allows, whatever is asked for", async () => {
  const { key } = await stand.issue("--rights", "orders,tokens:create", "--expires", "60s");
  const { expires_in, access_token } = await stand.token({ lifetime: 3600 }, { key });
  assert.ok(expires_in <= 60, String(expires_in));
  const { exp, iat } = claimsOf(access_token) as { exp: number; iat: number };
  assert.ok(exp - iat <= 60);
  assert.equal(await mint({ lifetime: 13 * 3600 }, { basic: manager }), "422 validation_failed");
});

test("KEY-04: a token made beside an application's key is no wider than that key, and lives no longer", async () => {
  const { key: application } = await stand.issue(
    "--application",
    "mobile",
    "--rights",
    "orders:read,tokens",
    "--expires",
    "60s",
  );
  const call = { basic: manager, application };
  assert.equal(await mint({ rights: ["shops"] }, call), "403 right_missing");
  const { access_token: bearer, expires_in } = await stand.token({ lifetime: 3600 }, call);
  assert.equal(await stand.outcome("GET", "/orders", { bearer }), "200");
  assert.equal(await stand.outcome("POST", "/shops/S-12/open", { bearer }), "403 right_missing");
  assert.ok(expires_in <= 60, String(expires_in));
});

test("KEY-04: a token made in a session does not live on behind that one's idle end", async () => {
  const { key: application } = await stand.issue("--application", "mobile");
  const [email, password] = manager.split(":");
  const login = await stand.ask("POST", "/sessions/login", { application, body: { email, password } });
  const session = String(login.headers["set-cookie"]).split(";")[0] ?? "";
  for (const refresh of [false, true]) {
    const { expires_in } = await stand.token({ lifetime: 2 * 3600, refresh }, { session });
    assert.ok(expires_in <= 3600, String(expires_in));
  }
});

test("KEY-04: a token of a key is narrowed like the key", async () => {
  const { key } = await stand.issue("--rights", "orders,tokens:create", "--operation", "listOrders,createToken");
  const { access_token: bearer } = await stand.token({}, { key });
  assert.equal(await stand.outcome("GET", "/orders", { bearer }), "200");
  assert.equal(await stand.outcome("GET", "/orders/1", { bearer }), "403 operation_not_allowed");
});

test("KEY-04: a token makes no token, whatever its rights, also not by way of a key", async () => {
  const { access_token: bearer } = await stand.token({ rights: ["orders", "tokens"] }, { basic: manager });
  assert.equal(await mint({}, { bearer }), "403 operation_not_allowed");
  assert.equal(await mint({ refresh: true }, { bearer }), "403 operation_not_allowed");
  const { access_token: narrow } = await stand.token(
    { rights: ["orders", "apikeys:create"], lifetime: 60 },
    { basic: manager },
  );
  const wider = await stand.outcome("POST", "/apikeys", { bearer: narrow, body: { name: "Wider", rights: ["shops"] } });
  assert.equal(wider, "403 right_missing");
  const made = await stand.ask("POST", "/apikeys", { bearer: narrow, body: { name: "Same", rights: ["orders"] } });
  assert.equal(made.status, 201, made.text);
  const { expiresAt } = JSON.parse(made.text) as { expiresAt?: string };
  assert.ok(Date.parse(expiresAt ?? "") <= Date.now() + 60_000, "the key ends with the token that made it");
});

test("KEY-04: a key makes another key only with apikeys:create by name, and no wider one", async () => {
  const body = { name: "Other", rights: ["orders"] };
  const { key: without } = await stand.issue("--rights", "orders,tokens:create");
  assert.equal(await stand.outcome("POST", "/apikeys", { key: without, body }), "403 right_missing");
  const { key } = await stand.issue("--rights", "orders,apikeys:create", "--rate", "100/minute", "--expires", "1h");
  assert.equal(
    await stand.outcome("POST", "/apikeys", { key, body: { ...body, rights: ["shops"] } }),
    "403 right_missing",
  );
  const longer = { ...body, expiresAt: "2099-01-01T00:00:00Z" };
  assert.equal(await stand.outcome("POST", "/apikeys", { key, body: longer }), "403 right_missing");
});

test("KEY-04: who holds a role makes tokens within it, and without the right to none", async () => {
  assert.equal(await mint({ rights: ["orders"] }, { basic: till }), "403 right_missing");
});
