import assert from "node:assert/strict";
import { Agent } from "node:http";
import { after, test } from "node:test";
import { call, outcomeOf } from "./call.ts";
import { manager, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open((settings) => {
  settings.limits.rates.push({ name: "slow", per: "user", operations: ["closeShop"], rate: "1/hour" });
});
after(() => stand.close());

const refund = { receipt: "R-1", amount: 9.5 };
const mint = async (order: object = {}): Promise<string> =>
  (await stand.token({ uses: 1, lifetime: 300, ...order }, { basic: manager })).access_token;
const refunds = async (): Promise<number> => {
  const { access_token: bearer } = await stand.token({ rights: ["refunds:read"] }, { basic: manager });
  return JSON.parse((await stand.ask("GET", "/refunds", { bearer })).text).refunds.length;
};

test("KEY-05: of 100 uses of a one-time token at once exactly one passes, and the losers change nothing", async () => {
  const bearer = await mint();
  const before = await refunds();
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const use = async (): Promise<string> =>
    outcomeOf(
      await call(stand.server.public, {
        method: "POST",
        path: "/api/v1/refunds",
        headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
        body: JSON.stringify(refund),
        agent,
      }),
    );
  const outcomes = await Promise.all(Array.from({ length: 100 }, use));
  agent.destroy();
  assert.equal(outcomes.filter((outcome) => outcome === "201").length, 1, outcomes.join());
  assert.deepEqual(new Set(outcomes), new Set(["201", "401 credential_used"]));
  assert.equal(await refunds(), before + 1);
});

test("a token with several uses passes so many times, and no more", async () => {
  const bearer = await mint({ uses: 3 });
  const outcomes = [];
  for (let use = 0; use < 4; use++) outcomes.push(await stand.outcome("POST", "/refunds", { bearer, body: refund }));
  assert.deepEqual(outcomes, ["201", "201", "201", "401 credential_used"]);
});

test("KEY-05: a one-time token that was answered is spent, also when the process is killed right after", async () => {
  const bearer = await mint();
  assert.equal(await stand.outcome("POST", "/refunds", { bearer, body: refund }), "201");
  stand.server.signal("SIGKILL");
  await stand.server.ended;
  await stand.start();
  assert.equal(await stand.outcome("POST", "/refunds", { bearer, body: refund }), "401 credential_used");
});

test("a one-time token that another check refuses is not spent: by pace, by right, by its one call", async () => {
  const one = await mint();
  assert.equal(await stand.outcome("POST", "/shops/S-12/close", { bearer: one }), "200");
  const two = await mint();
  assert.equal(await stand.outcome("POST", "/shops/S-12/close", { bearer: two }), "429 rate_limited");
  assert.equal(await stand.outcome("POST", "/shops/S-12/open", { bearer: two }), "200");
  const narrow = await mint({ rights: ["refunds:create"] });
  assert.equal(await stand.outcome("GET", "/orders", { bearer: narrow }), "403 right_missing");
  assert.equal(await stand.outcome("POST", "/refunds", { bearer: narrow, body: refund }), "201");
  const bound = await mint({ bind: { method: "POST", path: "/api/v1/refunds" } });
  assert.equal(await stand.outcome("GET", "/refunds", { bearer: bound }), "403 operation_not_allowed");
  assert.equal(await stand.outcome("POST", "/refunds", { bearer: bound, body: refund }), "201");
});

test("what takes a one-time token takes nothing else", async () => {
  const { access_token: bearer } = await stand.token({ rights: ["refunds"] }, { basic: manager });
  assert.equal(await stand.outcome("POST", "/refunds", { bearer, body: refund }), "403 one_time_required");
  const { key } = await stand.issue("--rights", "refunds");
  assert.equal(await stand.outcome("POST", "/refunds", { key, body: refund }), "403 one_time_required");
});

test("KEY-04: a key makes one-time tokens only with the right to, by name", async () => {
  const order = { uses: 1, rights: ["refunds:create"] };
  const { key: without } = await stand.issue("--rights", "refunds,tokens:create");
  assert.equal(await stand.outcome("POST", "/tokens", { key: without, body: order }), "403 right_missing");
  const { key } = await stand.issue("--rights", "refunds,tokens:create,tokens:one-time");
  const { access_token: bearer } = await stand.token(order, { key });
  assert.equal(await stand.outcome("POST", "/refunds", { bearer, body: refund }), "201");
});
