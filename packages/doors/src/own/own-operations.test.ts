import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { StoreUnavailable } from "@clavis/core";
import { Agent, request as call } from "undici";
import { Stand, until } from "../../test/stand.ts";
import { Wire } from "../../test/wire.ts";
import { type OwnHandler, unboundOperations } from "./own-operations.ts";

let stand: Stand;
let client: Agent;
beforeEach(() => {
  stand = new Stand();
  client = new Agent();
});
afterEach(async () => {
  await client.destroy();
  await stand.close();
});

const json = (value: unknown) => JSON.stringify(value);

const echo: OwnHandler = ({ body, query, parameters, judgement }) => ({
  status: 200,
  headers: ["Content-Type", "application/json"],
  body: json({ body, query: [...query], parameters: [...parameters], account: judgement.decision.account?.number }),
});

const listen = (handler: OwnHandler = echo) => stand.listen(undefined, {}, {}, new Map([["echo", handler]]));

interface Sent {
  readonly path?: string;
  readonly type?: string | undefined;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

async function send(address: string, { path = "/own/echo/x", type = "application/json", body, headers }: Sent) {
  const answer = await call(`http://${address}${path}`, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body: body ?? null,
    dispatcher: client,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(text) as Record<string, unknown> };
}

test("a handler gets body, query and path parameters, decoded; its answer carries the request id and is recorded", async () => {
  const { address } = await listen();
  const answer = await send(address, {
    path: "/own/echo/caf%C3%A9?q=a+b%26&empty",
    body: json({ __proto__: 1, a: [1] }),
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body["parameters"], [["name", "café"]]);
  assert.deepEqual(answer.body["query"], [
    ["q", "a b&"],
    ["empty", ""],
  ]);
  assert.deepEqual(answer.body["body"], { a: [1] });
  await until(() => stand.log.records.length === 1, "the record is written");
  const [record] = stand.log.records;
  assert.equal(record?.id, answer.headers["clavis-request-id"]);
  assert.deepEqual([record?.operation, record?.status, record?.bytesIn], ["echo", 200, 9]);
});

test("an operation without a handler is 500 internal, reported, and found by unboundOperations", async () => {
  const { address } = await listen();
  const answer = await call(`http://${address}/own/unbound`, { dispatcher: client });
  assert.equal(answer.statusCode, 500);
  assert.equal(((await answer.body.json()) as { code: string }).code, "internal");
  assert.equal(stand.errors.length, 1);
  const operations = [
    { id: "echo", owner: "clavis" },
    { id: "unbound", owner: "clavis" },
    { id: "listThings", owner: "provider" },
  ];
  assert.deepEqual(unboundOperations(operations, new Map([["echo", echo]])), ["unbound"]);
});

const refused: readonly (readonly [string, Sent, number, string])[] = [
  ["another media type", { type: "text/plain", body: "{}" }, 415, "media_type_unsupported"],
  ["a form", { type: "application/x-www-form-urlencoded", body: "{}" }, 415, "media_type_unsupported"],
  [
    "SES-05: a form without a body, as another site can send it,",
    { type: "text/plain" },
    415,
    "media_type_unsupported",
  ],
  ["another charset", { type: "application/json; charset=utf-16", body: "{}" }, 415, "media_type_unsupported"],
  ["a compressed body", { body: "{}", headers: { "content-encoding": "gzip" } }, 415, "media_type_unsupported"],
  ["a body over 64 KiB", { body: json("a".repeat(64 * 1024)) }, 413, "content_too_large"],
  ["broken JSON", { body: "{" }, 400, "request_malformed"],
  ["bytes that are not UTF-8", { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, "request_malformed"],
  ["HTT-05: a member named twice", { body: '{"a":1,"a":2}' }, 400, "request_ambiguous"],
  ["HTT-08: nesting 33 deep", { body: "[".repeat(33) + "]".repeat(33) }, 400, "request_malformed"],
  ["HTT-05: a query parameter given twice", { path: "/own/echo/x?a=1&%61=2" }, 400, "request_ambiguous"],
  ["a query that is not UTF-8", { path: "/own/echo/x?a=%ff" }, 400, "request_malformed"],
];

for (const [name, sent, status, code] of refused) {
  test(`${name} is refused with ${status} ${code} before the handler runs`, async () => {
    let ran = false;
    const { address } = await listen((request) => {
      ran = true;
      return echo(request);
    });
    const answer = await send(address, sent);
    assert.deepEqual([answer.status, answer.body["code"], ran], [status, code, false]);
    await until(() => stand.log.records.length === 1, "the record is written");
    assert.equal(stand.log.records[0]?.code, code);
  });
}

test("HTT-08: a chunked body over 64 KiB is 413 and no more of it is kept", async () => {
  const { address } = await listen();
  const wire = await Wire.to(address);
  wire.send(
    "POST /own/echo/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
  );
  wire.send(`10001\r\n${"a".repeat(0x10001)}\r\n`);
  await until(() => wire.text.includes("\r\n\r\n{"), "the answer is there");
  assert.deepEqual([wire.status, wire.problem.code], [413, "content_too_large"]);
  wire.socket.destroy();
});

test("a handler's refusal becomes a problem document with its members", async () => {
  const problems = [{ member: "name", detail: "is missing" }];
  const { address } = await listen(() => ({ code: "validation_failed", detail: "The body is not valid.", problems }));
  const answer = await send(address, { body: "{}" });
  assert.deepEqual([answer.status, answer.body["code"], answer.body["problems"]], [422, "validation_failed", problems]);
});

test("CFG-05: a handler that throws is 500 internal, 503 where the store is away, and says nothing of why", async () => {
  for (const [error, status] of [
    [new Error("the password is hunter2"), 500],
    [new StoreUnavailable("the disk is gone"), 503],
  ] as const) {
    const { address } = await listen(() => Promise.reject(error));
    const answer = await send(address, { body: "{}" });
    assert.equal(answer.status, status);
    assert.doesNotMatch(json(answer.body), /hunter2|disk/);
    assert.equal(stand.errors.at(-1), error);
  }
});

test("a client that goes away while its body is read is recorded, and its handler never runs", async () => {
  let ran = false;
  const door = await listen((request) => {
    ran = true;
    return echo(request);
  });
  const ways = [
    ["request_malformed", (wire: Wire) => wire.socket.end()],
    [undefined, (wire: Wire) => wire.socket.resetAndDestroy()],
  ] as const;
  for (const [code, leave] of ways) {
    const before = stand.log.records.length;
    const wire = await Wire.to(door.address);
    wire.send("POST /own/echo/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
    await until(() => door.inFlight === 1, "the body is being read");
    leave(wire);
    await until(() => stand.log.records.length > before && door.inFlight === 0, "the record is written");
    const record = stand.log.records.at(-1);
    assert.deepEqual([record?.status, record?.code], [code === undefined ? 499 : 400, code]);
  }
  assert.equal(ran, false);
});

test("a credential that is revoked while a body is on its way makes nothing any more", async () => {
  let made = 0;
  const make: OwnHandler = () => ({ status: 200, headers: [], body: String(++made) });
  const door = await stand.listen(undefined, {}, {}, new Map([["make", make]]));
  const sent = async (between: () => void) => {
    const wire = await Wire.to(door.address);
    const type = "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close";
    wire.send(`POST /own/made HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n${type}\r\n\r\n{`);
    await until(() => door.inFlight === 1, "the body is being read");
    between();
    wire.send("}");
    await until(() => wire.closed, "the answer is there");
    return wire;
  };
  assert.equal((await sent(() => {})).status, 200);
  const late = await sent(() => {
    stand.revoked = true;
  });
  assert.deepEqual([late.status, late.problem.code, made], [401, "credential_revoked", 1]);
});

test("an operation that ends the right of its own caller is answered all the same", async () => {
  const changed = Promise.withResolvers<void>();
  const handler: OwnHandler = async () => {
    stand.revoked = true;
    await changed.promise;
    return { status: 204, headers: [], body: undefined };
  };
  const door = await stand.listen(undefined, {}, {}, new Map([["make", handler]]));
  const wire = await Wire.to(door.address);
  const head = `Host: x\r\nX-Api-Key: ${stand.key}\r\nContent-Type: application/json\r\nContent-Length: 2`;
  wire.send(`POST /own/made HTTP/1.1\r\n${head}\r\n\r\n{}`);
  await until(() => stand.revoked, "the operation is at work");
  door.sweep(Date.now() + 2000);
  changed.resolve();
  await until(() => wire.closed || wire.status > 0, "the answer is there");
  assert.equal(wire.status, 204);
  wire.socket.destroy();
});
