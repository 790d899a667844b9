import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Stand, until } from "../../test/stand.ts";
import { openUpstreamServer } from "../../test/test-upstream.ts";
import { Wire } from "../../test/wire.ts";

let stand: Stand;
afterEach(() => stand.close());

const stream: Parameters<typeof openUpstreamServer>[0] = (_request, response) => {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write("data: 1\n\n");
};

async function upstreamWith(answer: Parameters<typeof openUpstreamServer>[0]): Promise<string> {
  const upstream = await openUpstreamServer(answer);
  stand.closes(() => upstream.close());
  return upstream.origin;
}

async function get(address: string, key = true): Promise<Wire> {
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\n${key ? `X-Api-Key: ${stand.key}\r\n` : ""}\r\n`);
  return wire;
}

test("SES-03: an open stream of a revoked key ends at the next sweep, upstream included, and the record says why", async () => {
  stand = new Stand();
  let ended = false;
  const origin = await upstreamWith((request, response) => {
    stream(request, response);
    response.on("close", () => {
      ended = true;
    });
  });
  const door = await stand.listen(origin);
  const wire = await get(door.address);
  await until(() => wire.text.includes("data: 1"), "the stream is open");
  door.sweep(Date.now() + 2000);
  assert.equal(wire.closed, false);
  stand.revoked = true;
  door.sweep((stand.log.records[0]?.time ?? 0) + 100);
  assert.equal(door.inFlight, 1, "what was judged a moment ago is left alone");
  door.sweep(Date.now() + 2000);
  await until(() => wire.closed && ended, "both ends are closed");
  assert.equal(door.inFlight, 0);
  const last = stand.log.records.at(-1);
  assert.deepEqual([last?.phase, last?.status, last?.code], ["closed", 200, "credential_revoked"]);
});

test("SES-03: an open stream of a revoked key ends also when the clock was put back", async () => {
  stand = new Stand();
  const door = await stand.listen(await upstreamWith(stream));
  const wire = await get(door.address);
  await until(() => wire.text.includes("data: 1"), "the stream is open");
  stand.revoked = true;
  door.sweep(Date.now() - 3_600_000);
  await until(() => wire.closed, "the connection is closed");
});

test("a request that still waits for its upstream ends with its right as well", async () => {
  stand = new Stand();
  const origin = await upstreamWith(() => {});
  const door = await stand.listen(origin);
  const wire = await get(door.address);
  await until(() => door.inFlight === 1, "the request is in progress");
  stand.revoked = true;
  door.sweep(Date.now() + 2000);
  await until(() => wire.closed, "the connection is closed");
  const [record] = stand.log.records;
  assert.deepEqual([record?.phase, record?.status, record?.code], ["whole", 499, "credential_revoked"]);
});

test("answers queued behind another are forgotten when their connection breaks", async () => {
  stand = new Stand();
  const origin = await upstreamWith(() => {});
  const door = await stand.listen(origin);
  const wire = await get(door.address);
  wire.send(`GET /api/things/2 HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => door.inFlight === 2, "both are in progress");
  wire.socket.destroy();
  await until(() => {
    door.sweep(Date.now());
    return door.inFlight === 0;
  }, "both are gone");
  assert.equal(stand.log.records.length, 2);
});

test("strict: every answer waits until its record is durable", async () => {
  stand = new Stand("strict");
  const origin = await upstreamWith((_request, response) => response.end("ok"));
  const door = await stand.listen(origin);
  for (const key of [true, false]) {
    const wire = await get(door.address, key);
    await until(() => wire.text.includes("\r\n\r\n"), "the answer is there");
    wire.socket.destroy();
  }
  assert.equal(stand.log.committed, 2);
  await until(() => door.inFlight === 0, "both are over");
  assert.deepEqual(
    stand.log.records.map(({ phase, status }) => [phase, status]),
    [
      ["whole", 200],
      ["whole", 401],
    ],
  );
});

test("strict: an answer that can not be recorded is 503 store_unavailable, allowed or refused", async () => {
  stand = new Stand("strict");
  stand.log.failing = true;
  const origin = await upstreamWith((_request, response) => response.end("secret"));
  const door = await stand.listen(origin);
  for (const key of [true, false]) {
    const wire = await get(door.address, key);
    await until(() => wire.text.includes("\r\n\r\n{"), "the answer is there");
    assert.deepEqual([wire.status, wire.problem.code], [503, "store_unavailable"]);
    assert.doesNotMatch(wire.text, /secret/);
    wire.socket.destroy();
  }
  assert.equal(stand.errors.length, 2);
});

test("strict: the pieces of an answer are kept in order while its head waits", async () => {
  stand = new Stand("strict");
  const origin = await upstreamWith((_request, response) => {
    response.writeHead(200, { "Content-Length": "200000" });
    response.end("a".repeat(100_000) + "b".repeat(100_000));
  });
  const door = await stand.listen(origin);
  const wire = await get(door.address);
  await until(() => wire.text.endsWith("b".repeat(10)) && wire.text.length > 200_000, "the answer is complete");
  const body = wire.text.slice(wire.text.indexOf("\r\n\r\n") + 4);
  assert.ok(body === "a".repeat(100_000) + "b".repeat(100_000));
  wire.socket.destroy();
});

test("strict: a stream is recorded before its head and at its end", async () => {
  stand = new Stand("strict");
  const door = await stand.listen(await upstreamWith(stream));
  const wire = await get(door.address);
  await until(() => wire.text.includes("data: 1"), "the stream is open");
  assert.equal(stand.log.committed, 1);
  wire.socket.destroy();
  await until(() => stand.log.records.length === 2, "the end is recorded");
  assert.deepEqual(
    stand.log.records.map(({ phase }) => phase),
    ["opened", "closed"],
  );
});

test("strict: an answer that breaks off behind its record gets a second one that says why", async () => {
  stand = new Stand("strict");
  const door = await stand.listen(
    await upstreamWith((_request, response) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("half");
    }),
  );
  const wire = await get(door.address);
  await until(() => wire.text.endsWith("half"), "the answer has begun");
  stand.revoked = true;
  door.sweep(Date.now() + 2000);
  await until(() => wire.closed && stand.log.records.length > 1, "the answer is broken off");
  assert.deepEqual(
    stand.log.records.map(({ phase, status, code, bytesOut }) => [phase, status, code, bytesOut]),
    [
      ["whole", 200, undefined, 0],
      ["closed", 200, "credential_revoked", 4],
    ],
  );
});

test("the record of a refused HEAD counts no bytes of a body", async () => {
  stand = new Stand();
  const wire = await Wire.to((await stand.listen(undefined)).address);
  wire.send("HEAD /api/things HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  await until(() => wire.closed && stand.log.records.length === 1, "it is answered and recorded");
  assert.deepEqual([stand.log.records[0]?.status, stand.log.records[0]?.bytesOut], [401, 0]);
});
