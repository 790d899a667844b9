import assert from "node:assert/strict";
import { createServer as createPlainServer } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, test } from "node:test";
import { Stand, until } from "../../test/stand.ts";
import { echo, openUpstreamServer, type TestUpstream } from "../../test/test-upstream.ts";
import { acceptance, acceptWebSockets, handshake } from "../../test/web-socket.ts";
import { Wire } from "../../test/wire.ts";

let stand: Stand;
let upstream: TestUpstream;
beforeEach(async () => {
  stand = new Stand();
  upstream = await openUpstreamServer((_request, response) =>
    response.writeHead(426, { Upgrade: "websocket" }).end("no"),
  );
  stand.closes(() => upstream.close());
});
afterEach(() => stand.close());

const authorized = (): string => `X-Api-Key: ${stand.key}\r\n`;
const headEnd = "\r\n\r\n";

/** Opens a WebSocket through the gateway and gives both of its ends. */
async function opened(address: string): Promise<{ readonly wire: Wire; readonly inner: Duplex }> {
  let inner: Duplex | undefined;
  acceptWebSockets(upstream, (socket) => {
    // Read, or it would not notice its end.
    inner = socket.resume();
  });
  const wire = await Wire.to(address);
  wire.send(handshake("/api/things", authorized()));
  await until(() => wire.text.includes(headEnd), "the handshake is answered");
  assert.ok(inner !== undefined);
  return { wire, inner };
}

const phases = () => stand.log.records.map(({ phase, status }) => [phase, status]);

test("a WebSocket is judged like any request, and its bytes pass both ways at once and whole", async () => {
  const { address } = await stand.listen(upstream.origin);
  acceptWebSockets(upstream, (socket) => {
    socket.write("welcome");
    socket.pipe(socket);
  });
  const wire = await Wire.to(address);
  // The first frame may come with the handshake's own packet.
  wire.send(`${handshake("/api/things?x=1", `${authorized()}Clavis-Account: CANDERE01\r\n`)}early`);
  await until(() => wire.text.endsWith("welcomeearly"), "what was sent with the handshake is there");
  assert.equal(wire.status, 101);
  assert.match(wire.text, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i);
  assert.match(wire.text, /\r\nClavis-Request-Id: /);
  assert.match(wire.text, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/);
  assert.doesNotMatch(wire.text, /transfer-encoding|content-length|keep-alive/i);
  const [seen] = upstream.requests;
  assert.equal(seen?.url, "/api/things?x=1");
  assert.equal(seen?.headers["clavis-account"], "CKLANT001");
  assert.equal(seen?.headers["x-api-key"], undefined);
  wire.text = "";
  const piece = "a".repeat(100_000);
  for (let count = 0; count < 20; count++) wire.send(piece);
  await until(() => wire.text.length === 2_000_000, "everything has come back");
  wire.socket.end();
  await until(() => wire.closed && stand.log.records.length === 2, "both ends are closed");
  assert.deepEqual(phases(), [
    ["opened", 0],
    ["closed", 101],
  ]);
  const [, closed] = stand.log.records;
  assert.deepEqual([closed?.bytesIn, closed?.bytesOut], [2_000_005, 2_000_012]);
  assert.deepEqual(stand.used, [{ id: "key-1", address: "127.0.0.1" }]);
});

test("what the upstream sends last still reaches the client before the connection closes", async () => {
  const { address } = await stand.listen(upstream.origin);
  const { wire, inner } = await opened(address);
  wire.text = "";
  inner.end("b".repeat(1_000_000));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.text.length, 1_000_000);
});

test("KEY-06: an open WebSocket ends on both sides when its right ends, and the record says why", async () => {
  const door = await stand.listen(upstream.origin);
  const { wire, inner } = await opened(door.address);
  door.sweep(Date.now() + 60_000);
  assert.equal(wire.closed, false);
  stand.revoked = true;
  door.sweep(Date.now() + 60_000);
  await until(() => wire.closed && inner.readableEnded, "both sides have ended");
  assert.deepEqual(phases(), [
    ["opened", 0],
    ["closed", 101],
  ]);
  assert.equal(stand.log.records[1]?.code, "credential_revoked");
  assert.equal(door.inFlight, 0);
});

test("an open WebSocket may stay silent, and counts as a request in progress", async () => {
  const door = await stand.listen(upstream.origin, { inFlight: 1 }, { idleTimeout: 5000 });
  const { wire, inner } = await opened(door.address);
  for (const seconds of [10, 20, 30]) door.sweep(Date.now() + seconds * 1000);
  assert.equal(door.inFlight, 1);
  const second = await Wire.to(door.address);
  second.send(handshake("/api/things", authorized()));
  await until(() => second.closed, "the second is refused");
  assert.equal(second.problem.code, "overloaded");
  assert.ok(!wire.closed && !inner.destroyed);
});

test("a stopping listener ends a WebSocket at once, however long requests may take", async () => {
  const door = await stand.listen(upstream.origin);
  const { wire, inner } = await opened(door.address);
  const start = performance.now();
  await door.drain(30_000);
  assert.ok(performance.now() - start < 1000);
  await until(() => wire.closed && inner.readableEnded, "both sides have ended");
  assert.equal(stand.log.records[1]?.phase, "closed");
});

test("a refused upgrade gets the ordinary answer, reaches nobody and closes its connection", async () => {
  const { address } = await stand.listen(upstream.origin);
  for (const [path, headers, code, status] of [
    ["/api/things", "", "credential_missing", 401],
    ["/nowhere", authorized(), "not_found", 404],
    ["/api/things", `${authorized()}Host: y\r\n`, "request_ambiguous", 400],
  ] as const) {
    const wire = await Wire.to(address);
    wire.send(handshake(path, headers));
    await until(() => wire.closed, "the connection is closed");
    assert.deepEqual([wire.status, wire.problem.code], [status, code]);
    assert.match(wire.text, /\r\nConnection: close\r\n/);
    assert.equal(stand.log.records.at(-1)?.code, code);
  }
  assert.equal(upstream.requests.length, 0);
  assert.equal(stand.log.records.length, 3);
});

test("an upstream that does not upgrade has its own answer passed on", async () => {
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(handshake("/api/things", authorized()));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 426);
  assert.match(wire.text, /no(?:\r\n0\r\n\r\n)?$/);
  assert.deepEqual(phases(), [["whole", 426]]);
});

test("an upstream that is gone is 502, one that never answers 504", async () => {
  const gone = await openUpstreamServer(echo);
  await gone.close();
  const silent = await openUpstreamServer(() => {});
  silent.server.on("upgrade", (_request, socket) => socket.on("error", () => {}));
  stand.closes(() => silent.close());
  for (const [origin, status] of [
    [gone.origin, 502],
    [silent.origin, 504],
  ] as const) {
    const { address } = await stand.listen(origin, {}, { answerTimeout: 100 });
    const wire = await Wire.to(address);
    wire.send(handshake("/api/things", authorized()));
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.status, status);
    assert.ok(!wire.text.includes("127.0.0.1"));
  }
});

test("a 101 that does not answer this handshake opens nothing", async () => {
  const pretending = createPlainServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () =>
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\nhi",
      ),
    );
  });
  await new Promise<void>((resolve) => pretending.listen(0, "127.0.0.1", resolve));
  stand.closes(() => new Promise((resolve) => pretending.close(() => resolve())));
  const place = pretending.address();
  assert.ok(place !== null && typeof place === "object");
  const { address } = await stand.listen(`http://127.0.0.1:${place.port}`);
  const wire = await Wire.to(address);
  wire.send(handshake("/api/things", authorized()));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 502);
});

test("a client that goes away while the upstream thinks ends the handshake there too", async () => {
  const door = await stand.listen(upstream.origin);
  let inner: Duplex | undefined;
  upstream.server.on("upgrade", (_request, socket) => {
    inner = socket;
    socket.on("error", () => {}).resume();
  });
  const wire = await Wire.to(door.address);
  wire.send(handshake("/api/things", authorized()));
  await until(() => inner !== undefined, "the handshake is at the upstream");
  wire.socket.resetAndDestroy();
  await until(() => inner?.readableEnded === true || inner?.destroyed === true, "the upstream's connection has ended");
  assert.deepEqual(phases(), [["whole", 499]]);
});

test("strict: the handshake is answered only once it is recorded, and refused where it can not be", async () => {
  const strict = new Stand("strict");
  try {
    const { address } = await strict.listen(upstream.origin);
    acceptWebSockets(upstream, (socket) => socket.pipe(socket));
    const wire = await Wire.to(address);
    wire.send(`${handshake("/api/things", `X-Api-Key: ${strict.key}\r\n`)}hello`);
    await until(() => wire.text.endsWith("hello"), "the echo is there");
    assert.deepEqual([strict.log.committed, strict.log.records[0]?.phase], [1, "opened"]);
    strict.log.failing = true;
    const second = await Wire.to(address);
    second.send(handshake("/api/things", `X-Api-Key: ${strict.key}\r\n`));
    await until(() => second.closed, "the connection is closed");
    assert.deepEqual([second.status, second.problem.code], [503, "store_unavailable"]);
    wire.socket.destroy();
  } finally {
    await strict.close();
  }
});

test("what is no plain handshake is judged and forwarded as the ordinary request that it also is", async () => {
  const plain = await openUpstreamServer(echo);
  stand.closes(() => plain.close());
  plain.server.on("upgrade", (_request, socket) => socket.destroy());
  const { address } = await stand.listen(plain.origin);
  const connection = "Connection: Upgrade\r\n";
  for (const [method, rest, body] of [
    ["GET", "Upgrade: h2c\r\n\r\n", ""],
    ["GET", "Upgrade: websocket, h2c\r\n\r\n", ""],
    ["POST", "Upgrade: websocket\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["GET", "Upgrade: websocket\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["GET", "Upgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""],
  ] as const) {
    const wire = await Wire.to(address);
    wire.send(`${method} /api/things HTTP/1.1\r\nHost: x\r\n${authorized()}${connection}${rest}`);
    await until(() => wire.text.includes(`"body":"${body}"`), `${rest} is answered`);
    assert.equal(wire.status, 200);
    wire.socket.destroy();
  }
  assert.ok(plain.requests.every(({ headers }) => headers.upgrade === undefined));
});

test("an upstream that is to see the client's Host sees it at a handshake too", async () => {
  const { address } = await stand.listen(upstream.origin, {}, { preserveHost: true });
  const hosts: (string | undefined)[] = [];
  upstream.server.on("upgrade", (request, socket) => {
    hosts.push(request.headers.host);
    socket.end(acceptance(request));
  });
  const wire = await Wire.to(address);
  wire.send(handshake("/api/things", authorized()));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 101);
  assert.deepEqual(hosts, ["x"]);
});
