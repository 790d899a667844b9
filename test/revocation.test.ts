import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Wire } from "../packages/doors/test/wire.ts";
import { call, outcomeOf } from "./call.ts";
import { until } from "./running-start.ts";
import { type Issued, Stand } from "./stand.ts";

const stand = await Stand.open();
const { server, other, folder } = stand;
const issue = (): Promise<Issued> => stand.issue();
after(() => stand.close());

const outcome = async (key: string): Promise<string> => outcomeOf(await call(server.public, { key }));

test("a key made by another process works at once, and is refused by the very next request when that revokes it: 50 times", async () => {
  for (let round = 0; round < 50; round++) {
    const { id, key } = await issue();
    assert.equal(await outcome(key), "200");
    assert.equal((await other.run("keys", "revoke", id)).code, 0);
    assert.equal(await outcome(key), "401 credential_revoked");
  }
});

test("under load no request is accepted that was sent after its key's revocation was acknowledged: 200 keys", async () => {
  const child = fork(join(import.meta.dirname, "revoking-process.ts"), [join(folder, "data"), "200"]);
  const [keys] = (await once(child, "message")) as [{ secret: string }[]];
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const acknowledged = new Set<string>();
  const counts = { accepted: 0, refused: 0, wrong: 0 };
  let over = false;
  const load = async (): Promise<void> => {
    while (!over) {
      const key = keys[Math.floor(Math.random() * keys.length)]?.secret ?? "";
      const tooLate = acknowledged.has(key);
      const { status } = await call(server.public, { key, agent });
      if (status === 200) counts.accepted++;
      else counts.refused++;
      if (tooLate && status !== 401) counts.wrong++;
    }
  };
  const loads = Array.from({ length: 8 }, load);
  const checks: Promise<string>[] = [];
  child.on("message", (secret: string) => {
    acknowledged.add(secret);
    checks.push(outcome(secret));
  });
  await until(() => counts.accepted > 200, "the load");
  child.send("go");
  await once(child, "exit");
  over = true;
  await Promise.all(loads);
  agent.destroy();
  assert.equal(acknowledged.size, 200);
  assert.deepEqual([...new Set(await Promise.all(checks))], ["401 credential_revoked"]);
  assert.equal(counts.wrong, 0);
  assert.ok(counts.accepted > 200 && counts.refused > 0, JSON.stringify(counts));
});

test("a disabled key is refused by the next request, an enabled one accepted", async () => {
  const { id, key } = await issue();
  for (const [command, expected] of [
    ["disable", "401 credential_disabled"],
    ["enable", "200"],
  ] as const) {
    assert.equal((await other.run("keys", command, id)).code, 0);
    assert.equal(await outcome(key), expected);
  }
});

test("KEY-06: after a rotation both secrets work until the overlap ends, and the old one dies at its deadline to the second", async () => {
  const { id, key: old } = await issue();
  const rotated = await other.json<Issued & { versions: { endsAt?: string }[] }>(
    "keys",
    "rotate",
    id,
    "--overlap",
    "2s",
  );
  // Shown without its fraction of a second.
  const shown = Date.parse(rotated.versions[0]?.endsAt ?? "");
  const seen = new Set<string>();
  for (let last = ""; last !== "401 credential_expired"; await delay(10)) {
    const sent = Date.now();
    last = await outcome(old);
    seen.add(last);
    if (last === "200") assert.ok(sent < shown + 1000, "accepted behind its deadline");
    else assert.ok(Date.now() >= shown, "refused before its deadline");
    assert.equal(await outcome(rotated.key), "200");
  }
  assert.deepEqual([...seen], ["200", "401 credential_expired"]);
});

/** An open exchange, and when it was broken off. */
async function open(key: string, path: string): Promise<{ wire: Wire; ended: Promise<number> }> {
  const wire = await Wire.to(server.public);
  const ended = once(wire.socket, "close").then(() => performance.now());
  const post = path === "/api/things";
  const length = post ? "Content-Length: 100\r\n" : "";
  wire.send(`${post ? "POST" : "GET"} ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\n${length}\r\n`);
  if (!post) await until(() => wire.text.includes("\r\n\r\n"), `the head of ${path}`);
  return { wire, ended };
}

test("SES-03: an event stream, a download and an upload of a revoked key end within a second, the youngest too", async () => {
  const { id, key } = await issue();
  const opened = [];
  for (const path of ["/api/events", "/api/files/1", "/api/things", "/api/events", "/api/events", "/api/events"]) {
    opened.push(await open(key, path));
    await delay(150);
  }
  assert.equal((await other.run("keys", "revoke", id)).code, 0);
  const acknowledged = performance.now();
  const times = await Promise.all(opened.map(async ({ ended }) => (await ended) - acknowledged));
  assert.ok(Math.max(...times) < 1000, times.join(" ms, "));
});

test("an account that clavis apply disables is closed to its keys at once, its open streams end, and back again", async () => {
  const { account, key } = await stand.issue("--account", "CKLANT002");
  const stream = await open(key, "/api/events");
  const document = (enabled: boolean): void =>
    writeFileSync(
      join(folder, "change.yaml"),
      `accounts: [{number: ${account}, name: Garage Claes, enabled: ${enabled}}]\n`,
    );
  document(false);
  assert.equal((await other.run("apply", "change.yaml")).code, 0);
  const acknowledged = performance.now();
  assert.equal(await outcome(key), "403 account_not_reachable");
  assert.ok((await stream.ended) - acknowledged < 1000);
  document(true);
  assert.equal((await other.run("apply", "change.yaml")).code, 0);
  assert.equal(await outcome(key), "200");
});

test("every way to use a key ends with it: header, Bearer, query and cookie", async () => {
  const { id, key } = await issue();
  const ways = [
    { key },
    { headers: { Authorization: `Bearer ${key}` } },
    { path: `/api/things?apikey=${key}` },
    { headers: { Cookie: `key=${key}` } },
  ];
  const outcomes = async (): Promise<string[]> =>
    await Promise.all(ways.map(async (way) => outcomeOf(await call(server.public, way))));
  assert.deepEqual(new Set(await outcomes()), new Set(["200"]));
  await other.run("keys", "revoke", id);
  assert.deepEqual(new Set(await outcomes()), new Set(["401 credential_revoked"]));
});

test("the last use of a key is shown by another process, and what was called by whom", async () => {
  const { id, key } = await issue();
  const { headers } = await call(server.public, { key, headers: { "User-Agent": "till/7" } });
  const record = (): Promise<Record<string, unknown>[]> => other.json("requests", "list", "--credential", id);
  await until(async () => (await record()).length === 1, "the record");
  const [{ path, status, account, credential, headers: kept, id: requestId } = {}] = await record();
  assert.deepEqual(
    { path, status, account, credential, kept, requestId },
    {
      path: "/api/things",
      status: 200,
      account: "CKLANT001",
      credential: id,
      kept: { "user-agent": "till/7" },
      requestId: headers["clavis-request-id"],
    },
  );
  await until(async () => JSON.stringify(await other.json("keys", "show", id)).includes('"lastUsed"'), "the last use");
});
