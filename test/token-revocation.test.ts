import assert from "node:assert/strict";
import { after, test } from "node:test";
import { until } from "./running-start.ts";
import { type Issued, manager, type TillCall, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open();
after(() => stand.close());

const { key: application } = await stand.issue("--application", "mobile");
const till = await stand.issue("--rights", "orders,tokens:create");

const orders = (call: TillCall): Promise<string> => stand.outcome("GET", "/orders", call);
const clavis = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await stand.other.run(...args);
  assert.equal(code, 0, stderr);
};

/** Of the manager, of the manager by the mobile application, and of the till's key. */
const tokens = async (): Promise<Record<"user" | "mobile" | "key", string>> => {
  const made = await Promise.all([
    stand.token({}, { basic: manager }),
    stand.token({}, { basic: manager, application }),
    stand.token({}, { key: till.key }),
  ]);
  const [user = "", mobile = "", key = ""] = made.map(({ access_token }) => access_token);
  return { user, mobile, key };
};

const revoked = "401 credential_revoked";

test("JWT-09: a token is refused by the next request after it was revoked, by its holder and by command: 20 times", async () => {
  for (let round = 0; round < 20; round++) {
    const { id, access_token: bearer } = await stand.token({}, { basic: manager });
    assert.equal(await orders({ bearer }), "200");
    if (round % 2 === 0)
      assert.equal(await stand.outcome("POST", "/tokens/revoke", { body: { token: bearer } }), "204");
    else await clavis("tokens", "revoke", id);
    assert.equal(await orders({ bearer }), revoked);
  }
});

const ends: readonly (readonly [kind: string, id: string, ended: readonly string[]])[] = [
  ["user", manager.split(":")[0] ?? "", ["user", "mobile"]],
  ["key", till.id, ["key"]],
  ["application", "mobile", ["mobile"]],
  ["account", "CSHOP0001", ["user", "mobile", "key"]],
  ["environment", "production", ["user", "mobile", "key"]],
];

for (const [kind, id, ended] of ends)
  test(`JWT-09: clavis tokens end --${kind} ends its tokens at once and no others, and new ones work`, async () => {
    const before = await tokens();
    for (const bearer of Object.values(before)) assert.equal(await orders({ bearer }), "200");
    await clavis("tokens", "end", `--${kind}`, id);
    for (const [name, bearer] of Object.entries(before))
      assert.equal(await orders({ bearer }), ended.includes(name) ? revoked : "200", name);
    for (const bearer of Object.values(await tokens())) assert.equal(await orders({ bearer }), "200");
  });

test("a refresh token ends with what ends its tokens", async () => {
  const opened = await stand.token({ refresh: true }, { basic: manager });
  await clavis("tokens", "end", "--account", "CSHOP0001");
  const body = { refresh_token: opened.refresh_token };
  assert.equal(await stand.outcome("POST", "/tokens/refresh", { body }), revoked);
});

test("a token is refused with its key: disabled, enabled again, revoked", async () => {
  const { id, key } = await stand.issue("--rights", "orders,tokens:create");
  const { access_token: bearer } = await stand.token({}, { key });
  await clavis("keys", "disable", id);
  assert.equal(await orders({ bearer }), "401 credential_disabled");
  await clavis("keys", "enable", id);
  assert.equal(await orders({ bearer }), "200");
  await clavis("keys", "revoke", id);
  assert.equal(await orders({ bearer }), revoked);
});

for (const [what, id, name] of [
  ["users", "manager@shop.example", "user"],
  ["apps", "mobile", "mobile"],
] as const)
  test(`AUT-12: clavis ${what} disable ends what was derived from it, tokens and refresh tokens, for good`, async () => {
    const call = { basic: manager, application };
    const { refresh_token } = await stand.token({ refresh: true }, call);
    const { [name]: bearer } = await tokens();
    await clavis(what, "disable", id);
    assert.match(await orders({ bearer }), /^40[13] /);
    await clavis(what, "enable", id);
    assert.equal(await orders({ bearer }), revoked);
    assert.equal(await stand.outcome("POST", "/tokens/refresh", { application, body: { refresh_token } }), revoked);
    assert.equal(await orders({ bearer: (await tokens())[name] }), "200");
  });

test("a token ends when its signing key is retired in an emergency, and new ones are signed with another", async () => {
  const { user: bearer } = await tokens();
  const list = await stand.other.json<{ id: string; purpose: string; environment: string; state: string }[]>(
    ...["tokens", "keys", "list", "--environment", "production"],
  );
  const signing = list.find(({ purpose, state }) => purpose === "token" && state === "active")?.id ?? "";
  await clavis("tokens", "keys", "retire", signing, "--now");
  const acknowledged = performance.now();
  // A change of keys is read when the directory is looked at next, unlike all others.
  await until(async () => (await orders({ bearer })) === "401 credential_invalid", "the retired key to count no more");
  assert.ok(performance.now() - acknowledged < 1000);
  const { user: next } = await tokens();
  assert.equal(await orders({ bearer: next }), "200");
});

/** The cookie of a session opened in the back office, and the back office's own key. */
async function signIn(): Promise<{ session: string; application: string }> {
  const { key } = await stand.issue("--application", "backoffice");
  const [email, password] = manager.split(":");
  const { status, headers } = await stand.ask("POST", "/sessions/login", {
    application: key,
    body: { email, password },
  });
  assert.equal(status, 200);
  return { session: headers["set-cookie"]?.[0]?.split(";")[0] ?? "", application: key };
}

test("SES-03: a token made in a session, and its refresh token, end with the session", async () => {
  const { session, application } = await signIn();
  assert.equal(await orders({ session }), "200");
  const plain: Issued = await stand.token({}, { session });
  const { access_token, refresh_token } = await stand.token({ refresh: true }, { session });
  for (const bearer of [plain.access_token, access_token]) assert.equal(await orders({ bearer }), "200");
  assert.equal(await stand.outcome("POST", "/sessions/logout", { session }), "204");
  for (const bearer of [plain.access_token, access_token]) assert.equal(await orders({ bearer }), revoked);
  assert.equal(await stand.outcome("POST", "/tokens/refresh", { application, body: { refresh_token } }), revoked);
});
