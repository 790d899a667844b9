import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Stand, until } from "../../test/stand.ts";
import { echo, openUpstreamServer } from "../../test/test-upstream.ts";
import { Wire } from "../../test/wire.ts";

/** An upstream that keeps every byte it gets and always answers, so that nothing about them is interpreted. */
let upstream: Server;
let origin: string;
let received = "";
let stand: Stand;

before(async () => {
  upstream = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      if (received.includes("\r\n\r\n")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const address = upstream.address();
  assert.ok(address !== null && typeof address === "object");
  origin = `http://127.0.0.1:${address.port}`;
});
after(() => new Promise<void>((resolve) => void upstream.close(() => resolve())));
beforeEach(() => {
  received = "";
  stand = new Stand();
});
afterEach(() => stand.close());

const head = (line: string, ...fields: string[]): string =>
  [line, "Host: x", `X-Api-Key: ${stand.key}`, ...fields, "", ""].join("\r\n");
const post = "POST /api/things HTTP/1.1";
const get = "GET /api/things HTTP/1.1";

/** Each is 400, and nothing of it reaches the upstream. */
const shapes: readonly (readonly [string, () => string])[] = [
  [
    "Content-Length beside Transfer-Encoding",
    () => `${head(post, "Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  ],
  [
    "Transfer-Encoding beside Content-Length",
    () => `${head(post, "Transfer-Encoding: chunked", "Content-Length: 4")}0\r\n\r\n`,
  ],
  ["two lengths that differ", () => `${head(post, "Content-Length: 1", "Content-Length: 2")}ab`],
  ["two lengths that agree", () => `${head(post, "Content-Length: 1", "Content-Length: 1")}a`],
  ["a list of lengths", () => `${head(post, "Content-Length: 1, 1")}a`],
  ["a signed length", () => `${head(post, "Content-Length: +1")}a`],
  ["a hexadecimal length", () => `${head(post, "Content-Length: 0x1")}a`],
  ["an empty length", () => `${head(post, "Content-Length: ")}a`],
  ["a length beyond 2^64", () => `${head(post, "Content-Length: 18446744073709551617")}a`],
  ["a length beyond 2^53", () => `${head(post, "Content-Length: 9007199254740993")}a`],
  ["a folded header line", () => head(get, "X-A: 1", " folded")],
  ["a folded header line with a tab", () => head(get, "X-A: 1", "\tfolded")],
  ["a folded Transfer-Encoding", () => `${head(post, "Transfer-Encoding:", " chunked")}0\r\n\r\n`],
  ["a bare LF behind a header", () => head(get, "X-A: 1\nX-B: 2")],
  ["a bare LF for every line end", () => head(get).replaceAll("\r\n", "\n")],
  ["a bare CR in a header", () => head(get, "X-A: 1\rX-B: 2")],
  ["a NUL in a header", () => head(get, "X-A: 1\0")],
  ["a space before the colon", () => head(get, "X-A : 1")],
  ["a space before the colon of Transfer-Encoding", () => `${head(post, "Transfer-Encoding : chunked")}0\r\n\r\n`],
  ["a tab before the colon", () => head(get, "X-A\t: 1")],
  ["a header without a name", () => head(get, ": 1")],
  ["a header without a colon", () => head(get, "X-A")],
  ["a first header line that starts with a space", () => head(`${get}\r\n X-A: 1`)],
  ["an unknown transfer coding", () => `${head(post, "Transfer-Encoding: xchunked")}0\r\n\r\n`],
  ["a second transfer coding", () => `${head(post, "Transfer-Encoding: gzip, chunked")}0\r\n\r\n`],
  ["chunked twice", () => `${head(post, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")}0\r\n\r\n`],
  ["identity as transfer coding", () => `${head(post, "Transfer-Encoding: identity")}0\r\n\r\n`],
  ["a transfer coding behind a vertical tab", () => `${head(post, "Transfer-Encoding: \x0bchunked")}0\r\n\r\n`],
  ["a chunked HTTP/1.0 request", () => `${head("POST /api/things HTTP/1.0", "Transfer-Encoding: chunked")}0\r\n\r\n`],
  ["another version", () => head("GET /api/things HTTP/1.9")],
  ["HTTP/0.9", () => "GET /api/things\r\n\r\n"],
  ["a space in the target", () => head("GET /api/ things HTTP/1.1")],
  ["a raw byte in the target", () => head("GET /api/things/\xff HTTP/1.1")],
  ["CONNECT", () => head("CONNECT x:80 HTTP/1.1")],
  ["a method of Node's that is none of ours, with a preface", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["TLS to a plain port", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
];

for (const [name, bytes] of shapes) {
  test(`HTT-01: ${name} is 400, recorded, never forwarded, and the last on its connection`, async () => {
    const { address } = await stand.listen(origin);
    const wire = await Wire.to(address);
    wire.send(bytes() + head("GET /api/things/smuggled HTTP/1.1"));
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.text.match(/HTTP\/1\.1 /g)?.length, 1, wire.text);
    assertRefused(wire);
  });
}

/** Whole requests that say something Clavis does not serve: the connection may go on behind them. */
const refused: readonly (readonly [string, () => string])[] = [
  ["two Host headers", () => head(get, "Host: y")],
  ["no Host header", () => `${get}\r\nX-Api-Key: ${stand.key}\r\n\r\n`],
  ["an absolute target", () => head("GET http://x/api/things HTTP/1.1")],
  ["an asterisk", () => head("OPTIONS * HTTP/1.1")],
];

for (const [name, bytes] of refused) {
  test(`HTT-02: ${name} is 400, recorded and never forwarded`, async () => {
    const { address } = await stand.listen(origin);
    const wire = await Wire.to(address);
    wire.send(bytes());
    await until(() => stand.log.records.length === 1 && wire.text.endsWith("}"), "it is recorded and answered");
    wire.socket.destroy();
    assertRefused(wire);
  });
}

function assertRefused(wire: Wire): void {
  assert.equal(wire.status, 400, wire.text);
  assert.match(wire.text, /application\/problem\+json/);
  const [record] = stand.log.records;
  assert.deepEqual([record?.status, record?.effect], [400, "refuse"]);
  assert.equal(wire.problem.requestId, record?.id);
  assert.equal(received, "");
}

const badChunks: readonly (readonly [string, string])[] = [
  ["a size that is no number", "zz\r\nab\r\n0\r\n\r\n"],
  ["a signed size", "+2\r\nab\r\n0\r\n\r\n"],
  ["a size with 0x", "0x2\r\nab\r\n0\r\n\r\n"],
  ["a size beyond 2^64", "10000000000000002\r\nab\r\n0\r\n\r\n"],
  ["a chunk longer than its size", "2\r\nabc\r\n0\r\n\r\n"],
  ["a bare LF behind the size", "2\nab\r\n0\r\n\r\n"],
  ["a bare LF behind the data", "2\r\nab\n0\r\n\r\n"],
  ["a bare CR behind the size", "2\rab\r\n0\r\n\r\n"],
  ["a space before the size", " 2\r\nab\r\n0\r\n\r\n"],
];

for (const [name, body] of badChunks) {
  test(`HTT-01: a chunked body with ${name} is 400 and its bytes never reach the upstream`, async () => {
    const { address } = await stand.listen(origin);
    const wire = await Wire.to(address);
    wire.send(head(post, "Transfer-Encoding: chunked") + body + head("GET /api/things/smuggled HTTP/1.1"));
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.status, 400, wire.text);
    assert.equal(wire.problem.code, "request_malformed");
    assert.equal(stand.log.records[0]?.status, 400);
    assert.ok(!received.includes("smuggled"), received);
    assert.ok(!received.includes("0\r\n\r\n"), received);
  });
}

test("HTT-08: headers over 16 KiB are 431, recorded, and close the connection", async () => {
  const { address } = await stand.listen(origin);
  const wire = await Wire.to(address);
  wire.send(head(get, `X-A: ${"a".repeat(17 * 1024)}`));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 431);
  assert.equal(wire.problem.code, "headers_too_large");
  assert.equal(stand.log.records[0]?.code, "headers_too_large");
  assert.equal(received, "");
});

test("HTT-08: headers that come too slowly are 408, and so is a body", async () => {
  const waiting = await openUpstreamServer(echo);
  stand.closes(() => waiting.close());
  const { address } = await stand.listen(waiting.origin, { timeouts: { headers: 100, request: 200, interval: 20 } });
  const wires = [await Wire.to(address), await Wire.to(address)];
  wires[0]?.send("GET /api/things HTTP/1.1\r\nHost: x\r\nX-Slow:");
  wires[1]?.send(`${head(post, "Content-Length: 10")}abc`);
  for (const wire of wires) {
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.status, 408);
    assert.equal(wire.problem.code, "request_timeout");
  }
  assert.deepEqual(
    stand.log.records.map(({ code }) => code),
    ["request_timeout", "request_timeout"],
  );
});

test("a connection that never sends a byte is closed without an answer or a record", async () => {
  const { address } = await stand.listen(origin, { timeouts: { headers: 50, request: 50, interval: 20 } });
  const wire = await Wire.to(address);
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.text, "");
  assert.equal(stand.log.records.length, 0);
});

test("an unknown expectation is 400 and recorded", async () => {
  const { address } = await stand.listen(origin);
  const wire = await Wire.to(address);
  wire.send(head(post, "Expect: 200-ok", "Content-Length: 0"));
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 400);
  assert.equal(stand.log.records.length, 1);
});

for (const [name, refused] of [
  ["an unknown transfer coding", () => `${head(post, "Transfer-Encoding: gzip, chunked")}0\r\n\r\n`],
  ["an unknown expectation", () => head(post, "Expect: 200-ok", "Content-Length: 0")],
] as const) {
  test(`HTT-01: what follows ${name} on the connection is not processed`, async () => {
    const { address } = await stand.listen(origin);
    const wire = await Wire.to(address);
    wire.send(refused() + head(get));
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.status, 400);
    assert.equal(stand.log.records.length, 1);
    assert.equal(received, "");
  });
}

test("requests sent without waiting are judged one by one and answered in order", async () => {
  const { address } = await stand.listen(origin);
  const wire = await Wire.to(address);
  const anonymous = "GET /api/things HTTP/1.1\r\nHost: x\r\n\r\n";
  wire.send(head(get) + anonymous + head("GET /api/unknown HTTP/1.1"));
  await until(() => (wire.text.match(/HTTP\/1\.1 /g) ?? []).length === 3, "three answers");
  assert.deepEqual(wire.text.match(/(?<=HTTP\/1\.1 )[0-9]+/g), ["200", "401", "404"]);
  wire.socket.destroy();
});
