import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import type { Resolution } from "@clavis/core";
import { Stand, until } from "../test/stand.ts";
import { echo, openUpstreamServer, type TestUpstream } from "../test/test-upstream.ts";
import { acceptWebSockets, handshake } from "../test/web-socket.ts";
import { Wire } from "../test/wire.ts";
import { clavisMiddleware } from "./middleware/middleware.ts";

let stand: Stand;
let upstream: TestUpstream;
/** Answers the look-ups that wait, in their order. */
let answers: ((resolution: Resolution) => void)[];
beforeEach(async () => {
  stand = new Stand();
  upstream = await openUpstreamServer(echo);
  stand.closes(() => upstream.close());
  answers = [];
  stand.resolve = () => new Promise((resolve) => void answers.push(resolve));
});
afterEach(() => stand.close());

const genuine: Resolution = { kind: "genuine", userId: "user-1", passwordVersion: 1 };
const basic = `Authorization: Basic ${Buffer.from("jan@domain.be:MijnWachtwoord").toString("base64")}\r\n`;
const get = `GET /api/things HTTP/1.1\r\nHost: x\r\n${basic}\r\n`;

async function asking(address: string, text = get): Promise<Wire> {
  const known = answers.length;
  const wire = await Wire.to(address);
  wire.send(text);
  await until(() => answers.length > known, "the request waits");
  return wire;
}

test("a request waits for what is found out, then is forwarded as its user", async () => {
  const door = await stand.listen(upstream.origin);
  const wire = await asking(door.address);
  assert.deepEqual([door.inFlight, wire.text, stand.log.records.length], [1, "", 0]);
  answers[0]?.(genuine);
  await until(() => wire.status === 200, "the answer is there");
  assert.equal(upstream.requests[0]?.headers["clavis-user"], "user-1");
  assert.equal(upstream.requests[0]?.headers.authorization, undefined);
  assert.match(wire.text, /\r\nDeprecation: @1767225600\r\n/);
  const [record] = stand.log.records;
  assert.deepEqual([record?.user, record?.deprecated, record?.status], ["user-1", true, 200]);
  wire.socket.destroy();
});

test("what is found out at once is judged at once", async () => {
  stand.resolve = () => genuine;
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(get);
  await until(() => wire.status === 200, "the answer is there");
  wire.socket.destroy();
});

test("CFG-05: a resolver that rejects or throws refuses with 503 and is reported", async () => {
  const { address } = await stand.listen(upstream.origin);
  const trouble = new Error("the store is gone");
  for (const resolve of [
    () => Promise.reject(trouble),
    () => {
      throw trouble;
    },
  ]) {
    stand.resolve = resolve;
    const wire = await Wire.to(address);
    wire.send(get);
    await until(() => wire.status === 503, "the answer is there");
    assert.equal(wire.problem.code, "store_unavailable");
    assert.equal(stand.errors.pop(), trouble);
    wire.socket.destroy();
  }
  assert.equal(upstream.requests.length, 0);
});

test("a client that goes away while its request waits is recorded, and nothing is forwarded", async () => {
  const door = await stand.listen(upstream.origin);
  const wire = await asking(door.address);
  wire.socket.destroy();
  const second = await asking(door.address);
  answers[1]?.(genuine);
  await until(() => second.status === 200, "the other's answer is there");
  assert.equal(door.inFlight, 1);
  answers[0]?.(genuine);
  await until(() => stand.log.records.length === 2, "both are recorded");
  const [, gone] = stand.log.records;
  assert.deepEqual([gone?.status, gone?.user, upstream.requests.length, door.inFlight], [499, "user-1", 1, 0]);
  second.socket.destroy();
});

test("the body is not asked for before the request is judged", async () => {
  const { address } = await stand.listen(upstream.origin);
  const head = `POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n${basic}\r\n`;
  const allowed = await asking(address, head);
  assert.equal(allowed.text, "");
  answers[0]?.(genuine);
  await until(() => allowed.text === "HTTP/1.1 100 Continue\r\n\r\n", "the body is asked for");
  allowed.send("ok");
  await until(() => allowed.text.includes('"body":"ok"'), "the answer is complete");
  allowed.socket.destroy();
  const refused = await asking(address, head);
  answers[1]?.({ kind: "wrong" });
  await until(() => refused.closed, "the connection is closed");
  assert.equal(refused.status, 401);
  assert.equal(upstream.requests.length, 1);
});

test("of a large body no more is read than the connection's own buffers while its request waits", async () => {
  const { address } = await stand.listen(upstream.origin, {}, { bodyBytes: 64 * 1024 * 1024 });
  const size = 32 * 1024 * 1024;
  const wire = await asking(address, `POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n${basic}\r\n`);
  wire.socket.write(Buffer.alloc(size, "a"));
  let last = -1;
  for (; last !== wire.socket.bytesWritten - wire.socket.writableLength; await new Promise((r) => setTimeout(r, 50)))
    last = wire.socket.bytesWritten - wire.socket.writableLength;
  assert.ok(wire.socket.writableLength > 0, "the whole body was taken");
  answers[0]?.({ kind: "wrong" });
  await until(() => wire.status === 401, "the answer is there");
  wire.socket.destroy();
});

test("requests that wait count against the limit of those in progress", async () => {
  const { address } = await stand.listen(upstream.origin, { inFlight: 1 });
  const first = await asking(address);
  const second = await Wire.to(address);
  second.send(get);
  await until(() => second.status === 503, "the second is refused");
  assert.equal(second.problem.code, "overloaded");
  answers[0]?.(genuine);
  await until(() => first.status === 200, "the first is answered");
  for (const { socket } of [first, second]) socket.destroy();
});

test("a stopping listener finishes a request that waits, and records one it has to break off", async () => {
  for (const [grace, status] of [
    [5000, 200],
    [0, 499],
  ] as const) {
    const door = await stand.listen(upstream.origin, { timeouts: { quiet: 50 } });
    const wire = await asking(door.address);
    let stopped = false;
    const stopping = door.drain(grace).then(() => {
      stopped = true;
    });
    if (grace === 0) await until(() => wire.closed, "the connection is broken off");
    assert.equal(stopped, false);
    answers.at(-1)?.(genuine);
    await stopping;
    assert.equal(stand.log.records.at(-1)?.status, status);
    wire.socket.destroy();
  }
});

test("a body that breaks while its request waits is refused once, as its own", async () => {
  const { address } = await stand.listen(upstream.origin);
  const wire = await asking(
    address,
    `POST /api/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${basic}\r\nnonsense\r\n`,
  );
  answers[0]?.(genuine);
  await until(() => wire.closed, "the connection is closed");
  assert.deepEqual([wire.status, wire.problem.code], [400, "request_malformed"]);
  assert.deepEqual(
    stand.log.records.map(({ code, user }) => [code, user]),
    [["request_malformed", "user-1"]],
  );
  assert.equal(upstream.requests.length, 0);
});

test("a WebSocket of a user waits, opens, and ends with the user", async () => {
  const door = await stand.listen(upstream.origin);
  acceptWebSockets(upstream, (socket) => socket.pipe(socket));
  const wire = await asking(door.address, `${handshake("/api/things", basic)}early`);
  answers[0]?.(genuine);
  await until(() => wire.text.endsWith("early"), "the echo is there");
  stand.userEnabled = false;
  door.sweep(Date.now() + 1000);
  await until(() => wire.closed, "the connection is closed");
  assert.deepEqual(
    stand.log.records.map(({ phase, code }) => [phase, code]),
    [
      ["opened", undefined],
      ["closed", "credential_invalid"],
    ],
  );
});

test("a client that goes away while its upgrade waits is recorded", async () => {
  const { address } = await stand.listen(upstream.origin);
  const wire = await asking(address, handshake("/api/things", basic));
  wire.socket.resetAndDestroy();
  // The end of a connection that nobody reads is seen at the latest when it is written to.
  await until(() => wire.closed, "the client is gone");
  answers[0]?.({ kind: "wrong" });
  await until(() => stand.log.records.length === 1, "it is recorded");
  assert.equal(stand.log.records[0]?.code, "credential_invalid");
});

test("the middleware holds a request in the same way and lets it through as its user", async () => {
  const seen: (string | undefined)[] = [];
  const { protect } = clavisMiddleware({ handlers: new Map() }, stand.ports);
  const server = createServer(
    protect((request, response) => {
      seen.push(request.clavis?.user);
      response.end("ok");
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stand.closes(() => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const allowed = await asking(address);
  answers[0]?.(genuine);
  await until(() => allowed.status === 200, "the answer is there");
  const refused = await asking(address);
  answers[1]?.({ kind: "throttled", retryAfter: 3 });
  await until(() => refused.status === 429, "the refusal is there");
  assert.match(refused.text, /\r\nRetry-After: 3\r\n/);
  assert.deepEqual(seen, ["user-1"]);
  for (const { socket } of [allowed, refused]) socket.destroy();
});
