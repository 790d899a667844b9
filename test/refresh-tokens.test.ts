import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Issued, manager, sandbox, TillsStand } from "./tills-stand.ts";

// The interval is the example's in production, and none in the sandbox.
const stand = await TillsStand.open();
after(() => stand.close());

const open = (host?: string): Promise<Issued> =>
  stand.token({ refresh: true, rights: ["orders"] }, { basic: manager, ...(host && { host }) });

const refresh = async (token: string | undefined, more: object = { host: sandbox }) => {
  const answer = await stand.ask("POST", "/tokens/refresh", { ...more, body: { refresh_token: token } });
  const body = JSON.parse(answer.text) as Partial<Issued> & { readonly code?: string };
  return { ...body, outcome: [answer.status, body.code].filter(Boolean).join(" "), headers: answer.headers };
};

const orders = (bearer: string | undefined): Promise<string> =>
  stand.outcome("GET", "/orders", { host: sandbox, ...(bearer && { bearer }) });

test("a refresh token gives an access token and the next refresh token, once each time", async () => {
  const first = await open(sandbox);
  const second = await refresh(first.refresh_token);
  const third = await refresh(second.refresh_token);
  for (const { access_token } of [first, second, third]) assert.equal(await orders(access_token), "200");
  assert.equal(new Set([first, second, third].map(({ refresh_token }) => refresh_token)).size, 3);
  assert.deepEqual([second.outcome, third.outcome], ["200", "200"]);
});

test("an answer that was lost can be asked for again within the retry window: it is the same successor", async () => {
  const { refresh_token } = await open(sandbox);
  const [one, two] = [await refresh(refresh_token), await refresh(refresh_token)];
  assert.equal(one.outcome, "200");
  assert.equal(one.refresh_token, two.refresh_token);
  assert.equal((await refresh(two.refresh_token)).outcome, "200");
});

test("a refresh token that was used before ends its family: nothing of it works any more", async () => {
  const first = await open(sandbox);
  const second = await refresh(first.refresh_token);
  const third = await refresh(second.refresh_token);
  assert.equal((await refresh(first.refresh_token)).outcome, "401 credential_used");
  for (const { access_token } of [first, second, third])
    assert.equal(await orders(access_token), "401 credential_revoked");
  assert.equal((await refresh(third.refresh_token)).outcome, "401 credential_revoked");
});

test("of many refreshes at once one makes a successor, and the others get the same", async () => {
  const { refresh_token } = await open(sandbox);
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
  assert.deepEqual(new Set(answers.map(({ outcome }) => outcome)), new Set(["200"]));
  assert.equal(new Set(answers.map((answer) => answer.refresh_token)).size, 1);
});

test("a refresh sooner than the configured interval is refused, and says when it would not be", async () => {
  const { refresh_token } = await open();
  const { outcome, headers } = await refresh(refresh_token, {});
  assert.equal(outcome, "429 refresh_too_early");
  const wait = Number(headers["retry-after"]);
  assert.ok(wait > 50 && wait <= 60, String(wait));
});

test("a refresh token is nobody's but its own environment's, and no credential", async () => {
  const { refresh_token = "" } = await open(sandbox);
  assert.equal((await refresh(refresh_token, {})).outcome, "401 credential_invalid");
  assert.equal(
    await stand.outcome("GET", "/orders", { host: sandbox, bearer: refresh_token }),
    "401 credential_invalid",
  );
  assert.equal((await refresh("clv_refresh_x")).outcome, "401 credential_invalid");
});

test("a refresh token that an application got is refreshed with that application's key, and with no other", async () => {
  const keyOf = async (id: string): Promise<string> =>
    (await stand.issue("--application", id, "--environment", "sandbox")).key;
  const [application, other] = [await keyOf("mobile"), await keyOf("backoffice")];
  const order = { refresh: true, rights: ["orders"] };
  const { refresh_token } = await stand.token(order, { basic: manager, host: sandbox, application });
  assert.equal((await refresh(refresh_token)).outcome, "401 credential_invalid");
  assert.equal((await refresh(refresh_token, { host: sandbox, application: other })).outcome, "401 credential_invalid");
  assert.equal((await refresh(refresh_token, { host: sandbox, application })).outcome, "200");
});

test("whoever holds a refresh token can end its family; what is no token is answered alike", async () => {
  const { refresh_token, access_token } = await open(sandbox);
  const revoke = (token: string | undefined) =>
    stand.outcome("POST", "/tokens/revoke", { host: sandbox, body: { token } });
  assert.deepEqual(
    [await revoke(refresh_token), await revoke(refresh_token), await revoke("x")],
    ["204", "204", "204"],
  );
  assert.equal(await orders(access_token), "401 credential_revoked");
  assert.equal((await refresh(refresh_token)).outcome, "401 credential_revoked");
});
