import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Answer } from "./call.ts";
import { outcomeOf } from "./call.ts";
import { until } from "./running-start.ts";
import { TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open((settings) => {
  settings.limits.rates = [
    { name: "lists", per: "account", operations: ["listOrders"], rate: { limit: 3, seconds: 3600 } },
    { name: "reads", per: "credential", operations: ["readOrder"], quota: "4/month" },
    { name: "watched", per: "credential", operations: ["listShops"], rate: "1/hour", shadow: true },
  ];
});
after(() => stand.close());

const till = await stand.issue("--rights", "orders,shops:read");
const other = await stand.issue("--rights", "orders");
const supplier = await stand.issue("--account", "CSUPPL001", "--rights", "orders:read");

const calls = async (count: number, path: string, key: string): Promise<readonly Answer[]> => {
  const answers = [];
  for (let call = 0; call < count; call++) answers.push(await stand.ask("GET", path, { key }));
  return answers;
};

test("NET-05: a limit says what is left with each call, and when to come again with the one it refuses", async () => {
  const [first, , third, fourth] = await calls(4, "/orders", till.key);
  assert.ok(first && third && fourth);
  assert.equal(first.headers["ratelimit-policy"], '"lists";q=3;w=3600');
  assert.match(String(first.headers["ratelimit"]), /^"lists";r=2;t=\d+$/);
  assert.match(String(third.headers["ratelimit"]), /^"lists";r=0;t=\d+$/);
  assert.equal(outcomeOf(fourth), "429 rate_limited");
  const wait = Number(fourth.headers["retry-after"]);
  assert.ok(wait > 0 && wait <= 1200, String(wait));
});

test("NET-04: an account's limit is one for all its keys, and takes nothing from another account", async () => {
  assert.equal(await stand.outcome("GET", "/orders", { key: other.key }), "429 rate_limited");
  assert.equal(await stand.outcome("GET", "/orders", { key: supplier.key }), "200");
});

test("a quota counts calls that the service answers, and is as it was after a kill -9", async () => {
  const before = await calls(3, "/orders/1", till.key);
  assert.deepEqual(before.map(outcomeOf), ["200", "200", "200"]);
  stand.server.signal("SIGKILL");
  await stand.server.ended;
  await stand.start();
  // Counts are handed out in blocks: after a crash what was handed out and not used counts as used.
  const later = (await calls(4, "/orders/1", till.key)).map(outcomeOf);
  assert.equal(later.filter((outcome) => outcome === "200").length <= 1, true, later.join());
  assert.equal(later.at(-1), "429 quota_exceeded");
});

test("a call that one limit refuses is counted in none: all or nothing", async () => {
  const { key } = await stand.issue("--account", "CSUPPL001", "--rights", "orders:read", "--rate", "1/hour");
  assert.equal(await stand.outcome("GET", "/orders", { key }), "200");
  for (const _ of [1, 2, 3, 4]) assert.equal(await stand.outcome("GET", "/orders", { key }), "429 rate_limited");
  assert.equal(await stand.outcome("GET", "/orders", { key: supplier.key }), "200");
});

test("a limit in shadow refuses nothing, and marks the records of what it would have refused", async () => {
  const answers = await calls(3, "/shops", till.key);
  assert.deepEqual(answers.map(outcomeOf), ["200", "200", "200"]);
  const marked = async (): Promise<number> => {
    const records = await stand.other.json<{ notes?: readonly string[] }[]>(
      ...["requests", "list", "--operation", "listShops", "--credential", till.id],
    );
    return records.filter(({ notes }) => notes?.includes("shadow:watched")).length;
  };
  await until(async () => (await marked()) === 2, "two records to be marked");
});

test("what costs more than a rate ever has at once is refused, not waited for", async () => {
  const { key } = await stand.issue("--rights", "orders", "--rate", "10/minute");
  assert.equal(await stand.outcome("GET", "/orders/export", { key }), "429 rate_limited");
});
