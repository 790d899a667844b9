import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import { Wire } from "../packages/doors/test/wire.ts";
import { until } from "./running-start.ts";
import { manager, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open();
after(() => stand.close());

const { key: application } = await stand.issue("--application", "mobile");
const till = await stand.issue("--rights", "orders,tokens:create");
const supplier = await stand.issue("--account", "CSUPPL001", "--rights", "orders:read");

/** Everything that follows the shop's orders, by what it is called here: the lines that say who it is. */
const callers = {
  key: `X-API-Key: ${till.key}`,
  "token of the key": `Authorization: Bearer ${(await stand.token({}, { key: till.key })).access_token}`,
  "token of the user": `Authorization: Bearer ${(await stand.token({}, { basic: manager })).access_token}`,
  "token by the application": `Authorization: Bearer ${(await stand.token({}, { basic: manager, application })).access_token}`,
  "another account's key": `X-API-Key: ${supplier.key}`,
} as const;
type Caller = keyof typeof callers;
const names = Object.keys(callers) as Caller[];

interface Exchange {
  readonly wire: Wire;
  readonly ended: Promise<number>;
}

/** A call with these lines, until its head has come; and when it is broken off. */
async function exchange(path: string, caller: Caller): Promise<Exchange> {
  const wire = await Wire.to(stand.server.public);
  const ended = once(wire.socket, "close").then(() => performance.now());
  wire.send(`GET /api/v1${path} HTTP/1.1\r\nHost: x\r\n${callers[caller]}\r\n\r\n`);
  await until(() => wire.text.includes("\r\n\r\n"), `the head of ${path}`);
  return { wire, ended };
}

async function outcome(caller: Caller): Promise<string> {
  const { wire } = await exchange("/shops/S-99", caller);
  await until(() => wire.text.includes('"code"') || wire.text.includes("error"), "the answer");
  wire.socket.destroy();
  return /"code":"(\w+)"/.exec(wire.text)?.[1] ?? String(wire.status);
}

const kinds: readonly (readonly [kind: string, id: string, stopped: readonly Caller[]])[] = [
  ["key", till.id, ["key", "token of the key"]],
  ["user", manager.split(":")[0] ?? "", ["token of the user", "token by the application"]],
  ["application", "mobile", ["token by the application"]],
  ["account", "CSHOP0001", ["key", "token of the key", "token of the user", "token by the application"]],
  ["environment", "production", names],
];

for (const [kind, id, stopped] of kinds)
  test(`SES-03: clavis lock ${kind} refuses the next request and ends open streams within a second; unlock undoes it`, async () => {
    const before = new Map(await Promise.all(names.map(async (name) => [name, await outcome(name)] as const)));
    const streams = new Map(
      await Promise.all(names.map(async (name) => [name, await exchange("/orders/feed", name)] as const)),
    );
    for (const [name, { wire }] of streams) assert.equal(wire.status, 200, name);
    assert.equal((await stand.other.run("lock", kind, id, "--reason", "stolen")).code, 0);
    const acknowledged = performance.now();
    for (const name of names) {
      if (stopped.includes(name)) assert.match(await outcome(name), /^(principal_locked|account_not_reachable)$/, name);
      else assert.equal(await outcome(name), before.get(name), name);
    }
    for (const [name, { wire, ended }] of streams) {
      if (stopped.includes(name)) assert.ok((await ended) - acknowledged < 1000, name);
      else assert.equal(wire.closed, false, name);
      wire.socket.destroy();
    }
    assert.equal((await stand.other.run("unlock", kind, id)).code, 0);
    for (const name of names) assert.equal(await outcome(name), before.get(name), name);
  });

test("nobody makes tokens while what they stem from is locked", async () => {
  await stand.other.run("lock", "key", till.id);
  assert.equal(await stand.outcome("POST", "/tokens", { key: till.key, body: {} }), "403 principal_locked");
  await stand.other.run("unlock", "key", till.id);
  const { refresh_token } = await stand.token({ refresh: true }, { basic: manager });
  await stand.other.run("lock", "user", manager.split(":")[0] ?? "");
  assert.match(await stand.outcome("POST", "/tokens", { basic: manager, body: {} }), /^40[13] /);
  assert.match(await stand.outcome("POST", "/tokens/refresh", { body: { refresh_token } }), /^40[13] /);
});
