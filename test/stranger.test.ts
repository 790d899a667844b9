import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { composeApiKey } from "@clavis/core";
import { Wire } from "../packages/doors/test/wire.ts";
import { call, outcomeOf } from "./call.ts";
import { until } from "./running-start.ts";
import { Stand } from "./stand.ts";

const socket = join(tmpdir(), `clavis-stranger-${process.pid}.sock`);
const stand = await Stand.open({
  listeners: { public: "127.0.0.1:0", private: "127.0.0.1:0", authz: `unix:${socket}` },
  timeouts: { headers: "1s", request: "2s" },
});
const { server, upstream } = stand;
const { key } = await stand.issue();
const reader = await stand.issue("--rights", "things:read");
after(() => stand.close());

/** The ids of all answers: each must have its record in the end. */
const ids = new Set<string>();

/** Sends bytes on a connection of their own and gives the statuses and codes that came back. */
async function send(text: string, count = 1): Promise<string> {
  const wire = await Wire.to(server.public);
  wire.send(text);
  await until(() => wire.closed || (wire.text.match(/HTTP\/1\.1 [2-5]/g) ?? []).length >= count, `${count} answers`);
  await until(() => wire.closed || /\r\n\r\n/.test(wire.text), "the whole answer");
  wire.socket.destroy();
  for (const [, id = ""] of wire.text.matchAll(/^Clavis-Request-Id: (\S+)/gim)) ids.add(id);
  return (wire.text.match(/(?<=HTTP\/1\.1 )[2-5][0-9]{2}|(?<="code":")\w+/g) ?? []).join(" ");
}

const request = (line: string, ...fields: string[]): string => [line, "Host: x", ...fields, "", ""].join("\r\n");
const own = `X-API-Key: ${key}`;

test("HTT-02, HTT-03: no spelling of a path or method reaches the upstream without a key", async () => {
  const targets = [
    "/api/things",
    "/api/things/",
    "/api//things",
    "/api/./things",
    "/api/open/../things",
    "/api/open/%2e%2e/things",
    "/api/open/..%2fthings",
    "/api/open;/../things",
    "/api/%74hings",
    "/API/things",
    "/api/things%00",
    "/api/things?apikey=",
    "/api/open%2f..%2fthings",
    "\\api\\things",
    "//x/api/things",
    "http://x/api/things",
    "*",
    "/api/things/%c0%ae",
    "/api/open#/../things",
    "/.clavis/../api/things",
    "/.clavis/errors/../../api/things",
    "/api/things/__proto__",
    "/api/accounts/CKLANT001/notes",
  ];
  const methods = ["GET", "HEAD", "POST", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "get"];
  for (const target of targets) {
    const lines = methods.map((method) => `${method} ${target} HTTP/1.1`);
    await Promise.all(lines.map(async (line) => assert.match(await send(request(line)), /^4/, line)));
  }
  assert.deepEqual(upstream.seen, []);
});

test("AZN-03: a key sees its own account whatever the request names", async () => {
  const outcomes = {
    "X-AccountId: CKLANT001": "200",
    "X-AccountId: CKLANT002": "403 account_not_reachable",
    "X-AccountId: CNIEMAND1": "403 account_not_reachable",
    "X-AccountId: cklant002": "400 account_header_invalid",
    "X-AccountId: __proto__": "400 account_header_invalid",
    "X-AccountId:": "400 account_header_invalid",
    "X-AccountId: CKLANT001, CKLANT002": "400 account_header_invalid",
    "X-AccountId: CKLANT001\r\nX-AccountId: CKLANT002": "400 account_header_invalid",
    "X_AccountId: CKLANT002\r\nClavis-Account: CKLANT002\r\nX-AccountId : CKLANT002": "400 request_malformed",
    "X_AccountId: CKLANT002\r\nClavis-Account: CKLANT002": "200",
  };
  for (const [field, expected] of Object.entries(outcomes))
    assert.equal(await send(request("GET /api/things HTTP/1.1", own, field)), expected, field);
  for (const [number, expected] of [
    ["CKLANT001", "200"],
    ["CKLANT00%31", "200"],
    ["CKLANT002", "403 account_not_reachable"],
  ] as const)
    assert.equal(await send(request(`GET /api/accounts/${number}/notes HTTP/1.1`, own)), expected, number);
  for (const { headers } of upstream.seen) assert.equal(headers[headers.indexOf("Clavis-Account") + 1], "CKLANT001");
});

test("HTT-04: identity headers never lie, whatever a client sends, repeats or names in Connection", async () => {
  const names = ["Account", "User", "Application", "Credential", "Rights", "Environment", "Request-Id"].map(
    (name) => `Clavis-${name}`,
  );
  const spellings = names.flatMap((name) => [
    name,
    name.toUpperCase(),
    name.replaceAll("-", "_"),
    name.replaceAll("-", "."),
    name.replace("-", "~"),
  ]);
  const forwarded = [
    "X-Forwarded-For",
    "X_Forwarded_Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Forwarded",
    "X-HTTP-Method-Override",
    "X-Original-URL",
  ];
  const fields = [...spellings, ...forwarded, "X_API_Key"];
  upstream.seen.splice(0);
  assert.equal(
    await send(
      request(
        "GET /api/things HTTP/1.1",
        own,
        `Connection: ${names.join(", ")}`,
        ...fields.map((name) => `${name}: lie`),
      ),
    ),
    "200",
  );
  const [seen] = upstream.seen;
  assert.ok(seen);
  assert.ok(!seen.headers.includes("lie"), seen.headers.join(" "));
  for (const name of names)
    assert.equal(seen.headers.filter((text) => text.toLowerCase() === name.toLowerCase()).length, 1, name);
  assert.ok(!seen.headers.includes(key));
});

test("a narrow key does no more by another method, an override, a body or a pipeline behind a wide one", async () => {
  upstream.seen.splice(0);
  const narrow = `X-API-Key: ${reader.key}`;
  for (const field of [
    "X-HTTP-Method-Override: GET",
    "X-Method: GET",
    "Content-Length: 0",
    "Expect: 100-continue\r\nContent-Length: 1",
  ])
    assert.equal(await send(request("POST /api/things HTTP/1.1", narrow, field)), "403 right_missing", field);
  const pair = request("DELETE /api/things/1 HTTP/1.1", own) + request("DELETE /api/things/2 HTTP/1.1", narrow);
  assert.equal(await send(pair, 2), "200 403 right_missing");
  assert.equal(await send(request("HEAD /api/things HTTP/1.1", narrow)), "200");
  assert.deepEqual(
    upstream.seen.map(({ method, url }) => `${method} ${url}`),
    ["DELETE /api/things/1", "HEAD /api/things"],
  );
});

test("HTT-08: slow headers and bodies end with 408 while others are served", async () => {
  const slow = await Promise.all(Array.from({ length: 60 }, () => Wire.to(server.public)));
  for (const [at, wire] of slow.entries())
    wire.send(
      at % 2 === 0
        ? "GET /api/things HTTP/1.1\r\nHost:"
        : `${request("POST /api/things HTTP/1.1", own, "Content-Length: 9")}a`,
    );
  assert.equal((await call(server.public, { key })).status, 200);
  await until(() => slow.every(({ closed }) => closed), "every slow request to end");
  assert.deepEqual([...new Set(slow.map(({ status }) => status))], [408]);
});

test("HTT-05, HTT-06, HTT-08: hostile JSON is refused by the decision API and never an error of ours", async () => {
  const bodies = {
    '{"method":"GET","m\\u0065thod":"POST","target":"/api/things"}': "400 request_ambiguous",
    '{"__proto__":{"method":"GET"},"target":"/api/things"}': "422 validation_failed",
    '{"method":"GET","target":"/","constructor":{"name":1}}': "422 validation_failed",
    '{"method":"GET","target":"/\\ud800"}': "400 request_malformed",
    [`{"method":${"[".repeat(20_000)}${"]".repeat(20_000)}}`]: "400 request_malformed",
    [`{"method":"GET","target":"/","headers":[["X","a\\r\\nY: b"]]}`]: "422 validation_failed",
    [`"${"x".repeat(70_000)}"`]: "413 content_too_large",
    null: "422 validation_failed",
    "": "422 validation_failed",
    "\ufeff{}": "400 request_malformed",
  };
  const headers = { "Content-Type": "application/json", Host: "localhost" };
  for (const [body, expected] of Object.entries(bodies))
    assert.equal(
      outcomeOf(await call(socket, { method: "POST", path: "/v1/verify", headers, body })),
      expected,
      body.slice(0, 80),
    );
  for (const described of [
    { method: "GET\r\nX: y", target: "/api/things" },
    { method: "GET", target: "/api/things\r\nX: y" },
    {
      method: "GET",
      target: "/api/things",
      headers: [
        ["X-API-Key", key],
        ["x-api-key", key],
      ],
    },
    {
      method: "GET",
      target: "/api/things",
      host: "__proto__",
      headers: [
        ["Host", "a"],
        ["host", "b"],
      ],
    },
  ]) {
    const { status, text } = await call(socket, {
      method: "POST",
      path: "/v1/verify",
      headers,
      body: JSON.stringify(described),
    });
    assert.deepEqual([status, (JSON.parse(text) as { effect: string }).effect], [200, "refuse"]);
  }
});

test("every answer has its record", async () => {
  assert.ok(ids.size > 150);
  const missing = async (): Promise<string[]> => {
    const recorded = await stand.other.json<{ id: string }[]>("requests", "list", "--limit", "10000");
    const known = new Set(recorded.map(({ id }) => id));
    return [...ids].filter((id) => !known.has(id));
  };
  await until(async () => (await missing()).length === 0, "every record");
});

test("NET-04: ten thousand random keys are refused one by one, and memory stays", async () => {
  const memory = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;
  const seen = upstream.seen.length;
  const batch = async (): Promise<void> => {
    const wire = await Wire.to(server.public);
    const keys = Array.from({ length: 2500 }, (_, at) =>
      at % 2 === 0 ? composeApiKey("clv", "live", randomBytes) : randomBytes(30).toString("base64url"),
    );
    wire.send(keys.map((guess) => request("GET /api/things HTTP/1.1", `X-API-Key: ${guess}`)).join(""));
    const refusals = (): number => wire.text.split('"code":"credential_invalid"').length - 1;
    await until(() => wire.closed || refusals() === keys.length, "every refusal");
    wire.socket.destroy();
    assert.equal(refusals(), keys.length);
  };
  await batch();
  await batch();
  const before = process.platform === "linux" ? memory() : 0;
  await batch();
  await batch();
  assert.ok(process.platform !== "linux" || memory() - before < 50, `${memory() - before} MB more`);
  assert.equal(upstream.seen.length, seen);
});

test("nothing of this was an error of ours, and the server still serves", async () => {
  assert.equal((await stand.other.run("requests", "list", "--status", "5xx", "--json")).stdout, "[]\n");
  assert.doesNotMatch(server.output, /"level":[456]0/);
  assert.equal((await call(server.public, { key })).status, 200);
});
