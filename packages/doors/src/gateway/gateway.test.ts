import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer as createPlainServer } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Agent, request as call } from "undici";
import { Stand, until } from "../../test/stand.ts";
import { echo, openUpstreamServer, type TestUpstream } from "../../test/test-upstream.ts";
import { Wire } from "../../test/wire.ts";

let stand: Stand;
let client: Agent;
beforeEach(() => {
  stand = new Stand();
  client = new Agent({ keepAliveTimeout: 1000 });
});
afterEach(async () => {
  await client.destroy();
  await stand.close();
});

async function upstreamWith(answer: Parameters<typeof openUpstreamServer>[0]): Promise<TestUpstream> {
  const upstream = await openUpstreamServer(answer);
  stand.closes(() => upstream.close());
  return upstream;
}

const authorized = (headers: Record<string, string> = {}) => ({ "x-api-key": stand.key, ...headers });

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: string[];
  readonly body: string;
}

/** The values of a header as the upstream saw them. */
const seenValues = ({ rawHeaders }: Seen, name: string): string[] =>
  rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);

test("an allowed request reaches the upstream with identity and without its credential, and is recorded", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things/%61?page=1`, { headers: authorized(), dispatcher: client });
  const seen = (await answer.body.json()) as Seen;
  assert.equal(answer.statusCode, 200);
  assert.equal(seen.url, "/api/things/a?page=1");
  assert.deepEqual(seenValues(seen, "x-api-key"), []);
  assert.deepEqual(seenValues(seen, "clavis-account"), ["CKLANT001"]);
  assert.deepEqual(seenValues(seen, "host"), [upstream.origin.slice(7)]);
  await until(() => stand.log.records.length === 1, "the record is written");
  const [record] = stand.log.records;
  assert.equal(record?.status, 200);
  assert.equal(record?.id, answer.headers["clavis-request-id"]);
  assert.equal(record?.id, seenValues(seen, "clavis-request-id")[0]);
  assert.ok((record?.bytesOut ?? 0) > 0);
  assert.deepEqual(stand.used, [{ id: "key-1", address: "127.0.0.1" }]);
});

test("a refused request never reaches the upstream", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { dispatcher: client });
  assert.equal(answer.statusCode, 401);
  assert.equal(((await answer.body.json()) as { code: string }).code, "credential_missing");
  await until(() => stand.log.records.length === 1, "the record is written");
  assert.equal(stand.log.records[0]?.code, "credential_missing");
  assert.equal(upstream.requests.length, 0);
  assert.deepEqual(stand.used, []);
});

test("HTT-04: what Connection names is gone for the upstream, identity is not", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(
    `GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\nX-Hop: 1\r\nClavis_Account: CANDERE01\r\n` +
      "Clavis-Account: CANDERE01\r\nConnection: close, x-hop, clavis-account, x-api-key, clavis-request-id\r\n\r\n",
  );
  await until(() => wire.closed, "the answer is complete");
  assert.equal(wire.status, 200);
  const seen = JSON.parse(wire.text.slice(wire.text.indexOf("\r\n\r\n") + 4)) as Seen;
  assert.deepEqual(seenValues(seen, "x-hop"), []);
  assert.deepEqual(seenValues(seen, "clavis-account"), ["CKLANT001"]);
  assert.deepEqual(seenValues(seen, "clavis_account"), []);
  assert.equal(seenValues(seen, "clavis-request-id").length, 1);
});

test("hop-by-hop fields of the upstream's answer and its version of our fields do not reach the client", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeHead(200, {
      Connection: "x-inner",
      "X-Inner": "1",
      "Proxy-Authenticate": "Basic",
      "Clavis-Request-Id": "forged",
      "X-Kept": "yes",
    });
    response.end("ok");
  });
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  await answer.body.text();
  assert.equal(answer.headers["x-kept"], "yes");
  assert.equal(answer.headers["x-inner"], undefined);
  assert.equal(answer.headers["proxy-authenticate"], undefined);
  assert.match(String(answer.headers["clavis-request-id"]), /^[0-9a-f-]{36}$/);
});

test("an answer is streamed: its first piece arrives before its last is sent", async () => {
  let finish = (): void => {};
  const upstream = await upstreamWith((_request, response) => {
    response.write("first");
    finish = () => response.end("last");
  });
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  const pieces = answer.body[Symbol.asyncIterator]();
  assert.equal(String((await pieces.next()).value), "first");
  finish();
  assert.equal(String((await pieces.next()).value), "last");
});

test("the head of an answer does not wait for its first piece", async () => {
  let finish = (): void => {};
  const upstream = await upstreamWith((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    finish = () => response.end();
  });
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 200);
  finish();
  await answer.body.text();
});

test("a request is streamed: its first piece reaches the upstream before its last is sent", async () => {
  let arrived = "";
  const upstream = await upstreamWith((request, response) => {
    request.on("data", (chunk: Buffer) => {
      arrived += chunk.toString();
    });
    request.on("end", () => response.end(arrived));
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`POST /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  wire.send("5\r\nfirst\r\n");
  await until(() => arrived === "first", "the first piece is at the upstream");
  wire.send("4\r\nlast\r\n0\r\n\r\n");
  await until(() => wire.text.includes("firstlast"), "the answer is complete");
  wire.socket.destroy();
});

test("a client that goes away ends the upstream's request, and is recorded as 499 where no answer was sent", async () => {
  let aborted = false;
  const upstream = await upstreamWith((_request, response) => {
    response.on("close", () => {
      aborted = true;
    });
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => upstream.requests.length === 1, "the request is at the upstream");
  wire.socket.destroy();
  await until(() => aborted, "the upstream's request has ended");
  await until(() => stand.log.records.length === 1, "the record is written");
  assert.equal(stand.log.records[0]?.status, 499);
});

test("an upstream that breaks off breaks the client's connection: a cut answer never looks whole", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.write("some", () => response.destroy());
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wire.closed, "the connection is closed");
  assert.equal(wire.status, 200);
  assert.ok(!wire.text.endsWith("0\r\n\r\n"));
  assert.deepEqual([stand.log.records[0]?.status, stand.log.records[0]?.code], [200, "upstream_unavailable"]);
});

test("an upstream that can not be reached, or breaks off before its head, is 502 upstream_unavailable", async () => {
  const gone = await openUpstreamServer(echo);
  await gone.close();
  const breaking = await upstreamWith((request) => request.socket.destroy());
  for (const origin of [gone.origin, breaking.origin]) {
    const { address } = await stand.listen(origin);
    const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
    const problem = (await answer.body.json()) as { code: string; detail: string };
    assert.deepEqual([answer.statusCode, problem.code], [502, "upstream_unavailable"]);
    assert.ok(!problem.detail.includes("127.0.0.1"));
  }
  const causes = stand.log.records.map(({ values }) => JSON.parse(values ?? "{}") as { cause?: string });
  assert.equal(causes[0]?.cause, "ECONNREFUSED");
  assert.notEqual(causes[1]?.cause, undefined);
});

test("an upstream that answers nonsense is 502", async () => {
  const nonsense = createPlainServer((socket) => {
    socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"));
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => nonsense.listen(0, "127.0.0.1", resolve));
  stand.closes(() => new Promise((resolve) => nonsense.close(() => resolve())));
  const address = nonsense.address();
  assert.ok(address !== null && typeof address === "object");
  const door = await stand.listen(`http://127.0.0.1:${address.port}`);
  const answer = await call(`http://${door.address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 502);
  await answer.body.dump();
});

test("an upstream that does not answer in time is 504 upstream_timeout", async () => {
  const upstream = await upstreamWith(() => {});
  const { address } = await stand.listen(upstream.origin, {}, { answerTimeout: 100 });
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 504);
  assert.equal(((await answer.body.json()) as { code: string }).code, "upstream_timeout");
});

test("an answer that stands still is broken off after the idle timeout, an event stream is not", async () => {
  const upstream = await upstreamWith((request, response) => {
    const type = request.url === "/api/things/stream" ? "text/event-stream; charset=utf-8" : "text/plain";
    response.writeHead(200, { "Content-Type": type });
    response.write("x");
  });
  const door = await stand.listen(upstream.origin, {}, { idleTimeout: 5000 });
  const wires = [await Wire.to(door.address), await Wire.to(door.address)] as const;
  for (const [at, id] of ["plain", "stream"].entries())
    wires[at]?.send(`GET /api/things/${id} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wires.every(({ text }) => text.includes("\r\n1\r\nx\r\n")), "both have begun");
  const later = Date.now();
  for (const seconds of [2, 4, 6, 8, 10]) door.sweep(later + seconds * 1000);
  await until(() => wires[0].closed, "the plain answer is broken off");
  assert.equal(wires[1].closed, false);
  wires[1].socket.destroy();
});

test("HTT-08: a body over the cap is 413, declared or chunked, and what is over it never reaches the upstream", async () => {
  let received = 0;
  const upstream = await upstreamWith((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("end", () => response.end());
  });
  const { address } = await stand.listen(upstream.origin, {}, { bodyBytes: 1000 });
  for (const framing of ["Content-Length: 1001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n"]) {
    const wire = await Wire.to(address);
    wire.send(`POST /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n${framing}`);
    wire.send("a".repeat(1001));
    await until(() => wire.closed, "the connection is closed");
    assert.equal(wire.status, 413);
    assert.equal(wire.problem.code, "content_too_large");
  }
  const declared = await Wire.to(address);
  declared.send(`POST /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\nContent-Length: 1000\r\n\r\n`);
  declared.send("a".repeat(1000));
  await until(() => declared.status === 200, "a body at the cap passes");
  declared.socket.destroy();
  assert.ok(received <= 2000);
});

test("a client that waits for 100 Continue gets it after an allow only", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const head = "POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n";
  const allowed = await Wire.to(address);
  allowed.send(`${head}X-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => allowed.text === "HTTP/1.1 100 Continue\r\n\r\n", "the body is asked for");
  allowed.send("ok");
  await until(() => allowed.text.includes('"body":"ok"'), "the answer is complete");
  allowed.socket.destroy();
  const refused = await Wire.to(address);
  refused.send(`${head}\r\n`);
  await until(() => refused.closed, "the connection is closed");
  assert.equal(refused.status, 401);
  assert.match(refused.text, /Connection: close/);
});

test("an early answer reaches the client although its upload goes on", async () => {
  const upstream = await upstreamWith((_request, response) => response.writeHead(403).end("no"));
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`POST /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\nContent-Length: 500000\r\n\r\n`);
  wire.send("a".repeat(250_000));
  await until(() => wire.text.endsWith("no\r\n0\r\n\r\n"), "the answer is complete");
  wire.send("a".repeat(250_000));
  wire.send(`GET /api/unknown HTTP/1.1\r\nHost: x\r\n\r\n`);
  await until(() => wire.text.includes("HTTP/1.1 404"), "the connection is used again");
  assert.equal(wire.text.match(/HTTP\/1\.1/g)?.length, 2);
  wire.socket.destroy();
});

test("100 MB pass in both directions and never more than a few of them are held", async () => {
  const size = 100 * 1024 * 1024;
  const upstream = await upstreamWith((request, response) => {
    response.writeHead(200, { "Content-Type": "application/octet-stream" });
    request.pipe(response);
  });
  const { address } = await stand.listen(upstream.origin, {}, { bodyBytes: size });
  const piece = randomBytes(64 * 1024);
  const held = heldBytes();
  const before = held();
  let highest = 0;
  function* pieces(): Generator<Buffer> {
    for (let sent = 0; sent < size; sent += piece.length) {
      if (sent % (8 * 1024 * 1024) === 0) highest = Math.max(highest, held());
      yield piece;
    }
  }
  const url = `http://${address}/api/things`;
  const body = Readable.from(pieces());
  const answer = await call(url, { method: "POST", headers: authorized(), body, dispatcher: client });
  let received = 0;
  for await (const chunk of answer.body) received += (chunk as Buffer).length;
  assert.equal(received, size);
  assert.ok(highest - before < 48 * 1024 * 1024, `${highest - before} bytes were held`);
});

/** Gives what is really in use after a collection: client, gateway and upstream together. */
function heldBytes(): () => number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  return () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}

test("a slow reader holds the upstream back: the gateway does not buffer for it", async () => {
  let sent = 0;
  const upstream = await upstreamWith((_request, response) => {
    const piece = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (sent < 200 * 1024 * 1024) {
        sent += piece.length;
        if (!response.write(piece)) {
          response.once("drain", more);
          return;
        }
      }
    };
    more();
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.socket.pause();
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  let last = -1;
  await until(() => sent > 0, "the upstream sends");
  do {
    last = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (sent !== last);
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken for a client that reads nothing`);
  wire.socket.destroy();
});

test("connections to the upstream and from the client are used again", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  for (let count = 1; count <= 5; count++) {
    wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
    await until(() => stand.log.records.length === count, "the exchange is over");
  }
  assert.equal(wire.closed, false);
  assert.equal(new Set(upstream.requests.map(({ socket }) => socket)).size, 1);
  wire.socket.destroy();
});

test("HEAD, 204 and 304 have no body and leave the connection usable", async () => {
  const upstream = await upstreamWith((request, response) => {
    if (request.method === "HEAD") response.writeHead(200, { "Content-Length": "1234" }).end();
    else if (request.url?.endsWith("204")) response.writeHead(204).end();
    else response.writeHead(304, { ETag: '"a"', "Content-Length": "77" }).end();
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  const cases = [
    ["HEAD", "1", "200"],
    ["GET", "204", "204"],
    ["GET", "304", "304"],
  ] as const;
  for (const [method, id, status] of cases) {
    wire.text = "";
    wire.send(`${method} /api/things/${id} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
    await until(() => wire.text.endsWith("\r\n\r\n"), "the answer is complete");
    assert.match(wire.text, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.equal(wire.text.match(/\r\n\r\n/g)?.length, 1);
    assert.doesNotMatch(wire.text, /transfer-encoding/i);
    assert.match(wire.text, method === "HEAD" ? /content-length: 1234/i : /^/);
  }
  wire.socket.destroy();
});

test("trailers of an answer pass, but for fields that must not come late", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeHead(200, { Trailer: "X-Sum, Clavis-Request-Id" });
    response.write("body");
    response.addTrailers({ "X-Sum": "42", "Clavis-Request-Id": "forged", "Set-Cookie": "a=b" });
    response.end();
  });
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wire.text.endsWith("0\r\nx-sum: 42\r\n\r\n"), "the trailer has arrived");
  wire.socket.destroy();
});

test("trailers of a request are dropped", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  wire.send(`POST /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  wire.send("2\r\nok\r\n0\r\nClavis-Account: CANDERE01\r\n\r\n");
  await until(() => wire.text.includes('"body":"ok"'), "the answer is complete");
  assert.equal(Object.keys(upstream.requests[0]?.trailers ?? {}).length, 0);
  assert.deepEqual(seenValues({ rawHeaders: upstream.requests[0]?.rawHeaders ?? [] } as Seen, "clavis-account"), [
    "CKLANT001",
  ]);
  wire.socket.destroy();
});

test("an interim answer of the upstream is not taken for the answer", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeProcessing();
    response.writeEarlyHints({ link: "</a.css>; rel=preload" });
    response.end("done");
  });
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 200);
  assert.equal(await answer.body.text(), "done");
});

test("early hints pass with their links only, ahead of the answer, and not to HTTP/1.0", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeEarlyHints({ link: ["</a.css>; rel=preload", "</b.js>; rel=preload"], "set-cookie": "a=b" });
    response.end("done");
  });
  const { address } = await stand.listen(upstream.origin);
  for (const [version, expected] of [
    ["1.1", /^HTTP\/1\.1 103 Early Hints\r\nLink: [^\r]*a\.css.*b\.js[^\r]*\r\n\r\nHTTP\/1\.1 200/s],
    ["1.0", /^HTTP\/1\.1 200/],
  ] as const) {
    const wire = await Wire.to(address);
    wire.send(`GET /api/things HTTP/${version}\r\nHost: x\r\nConnection: close\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
    await until(() => wire.closed, "the answer is complete");
    assert.match(wire.text, expected);
    assert.doesNotMatch(wire.text, /set-cookie/i);
  }
  assert.deepEqual(
    stand.log.records.map(({ status }) => status),
    [200, 200],
  );
});

test("an operation that names an upstream goes there, all others to the environment's own", async () => {
  const own = await upstreamWith((_request, response) => response.end("own"));
  const reports = await upstreamWith((_request, response) => response.end("reports"));
  const { address } = await stand.listen(own.origin, {}, { reports: reports.origin });
  const body = async (path: string) =>
    (await call(`http://${address}${path}`, { headers: authorized(), dispatcher: client })).body.text();
  assert.equal(await body("/api/reports/1"), "reports");
  assert.equal(await body("/api/things/1"), "own");
});

test("an operation whose upstream this environment does not have is 500, and nobody is called", async () => {
  const own = await upstreamWith(echo);
  const { address } = await stand.listen(own.origin);
  const answer = await call(`http://${address}/api/reports/1`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 500);
  await answer.body.dump();
  assert.equal(own.requests.length, 0);
});

test("KEY-06: an event stream ends within a second of its right, and the record says why", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("data: 1\n\n");
  });
  const door = await stand.listen(upstream.origin);
  const wire = await Wire.to(door.address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wire.text.includes("data: 1"), "the stream has begun");
  stand.revoked = true;
  const start = performance.now();
  // As the server does it: twice a second, and the youngest exchanges are left to the next time.
  const sweeping = setInterval(() => door.sweep(Date.now()), 500);
  await until(() => wire.closed, "the stream has ended").finally(() => clearInterval(sweeping));
  assert.ok(performance.now() - start < 1000);
  assert.deepEqual(
    stand.log.records.map(({ phase, code }) => [phase, code]),
    [
      ["opened", undefined],
      ["closed", "credential_revoked"],
    ],
  );
});

test("a body is sent on only where there is one", async () => {
  const upstream = await upstreamWith(echo);
  const { address } = await stand.listen(upstream.origin);
  const wire = await Wire.to(address);
  const cases = [
    ["GET", "Content-Length: 0\r\n\r\n", ""],
    ["GET", "Content-Length: 2\r\n\r\nok", "ok"],
    ["PUT", "Content-Length: 0\r\n\r\n", ""],
    ["DELETE", "\r\n", ""],
    ["DELETE", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "ok"],
  ] as const;
  for (const [method, rest, body] of cases) {
    wire.text = "";
    wire.send(`${method} /api/things/1 HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n${rest}`);
    await until(() => wire.text.includes(`"body":"${body}"`), `${method} ${rest} is answered`);
    assert.equal(wire.status, 200);
  }
  wire.socket.destroy();
});

test("requests wait for a free connection, and one whose client is gone is never sent", async () => {
  const answers: (() => void)[] = [];
  const upstream = await upstreamWith((_request, response) => void answers.push(() => response.end("ok")));
  const { address } = await stand.listen(upstream.origin, {}, { connections: 1 });
  const get = (id: string) => `GET /api/things/${id} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`;
  const wires = await Promise.all(["a", "b", "c"].map(() => Wire.to(address)));
  const [first, second, third] = wires;
  first?.send(get("a"));
  await until(() => answers.length === 1, "the first is at the upstream");
  second?.send(get("b"));
  await until(() => stand.used.length === 2, "the second waits");
  third?.send(get("c"));
  await until(() => stand.used.length === 3, "the third waits");
  second?.socket.destroy();
  await until(() => stand.log.records.length === 1, "the second is recorded as gone");
  answers[0]?.();
  await until(() => answers.length === 2, "the next is at the upstream");
  answers[1]?.();
  await until(() => third?.status === 200, "the third is answered");
  assert.deepEqual(
    upstream.requests.map(({ url }) => url),
    ["/api/things/a", "/api/things/c"],
  );
  for (const { socket } of wires) socket.destroy();
});

test("above the limit of requests in progress the next is 503 overloaded and reaches nobody", async () => {
  const upstream = await upstreamWith(() => {});
  const { address } = await stand.listen(upstream.origin, { inFlight: 1 });
  const first = await Wire.to(address);
  first.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => upstream.requests.length === 1, "the first is at the upstream");
  const second = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(second.statusCode, 503);
  assert.ok(Number(second.headers["retry-after"]) >= 1);
  assert.equal(((await second.body.json()) as { code: string }).code, "overloaded");
  assert.equal(upstream.requests.length, 1);
  first.socket.destroy();
});

test("a request that gets no connection to the upstream in time is 503 overloaded; those that have one stay", async () => {
  const upstream = await upstreamWith((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
  });
  const door = await stand.listen(upstream.origin, {}, { connections: 1, connectTimeout: 1000 });
  const get = `GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`;
  const [stream, waiting] = [await Wire.to(door.address), await Wire.to(door.address)];
  stream?.send(get);
  await until(() => stream?.status === 200, "the stream has the only connection");
  waiting?.send(get);
  await until(() => door.inFlight === 2, "the second waits");
  door.sweep(Date.now() + 900);
  assert.equal(waiting?.text, "");
  door.sweep(Date.now() + 1100);
  await until(() => waiting?.status === 503, "the second is refused");
  assert.equal(waiting?.problem.code, "overloaded");
  assert.match(waiting?.text ?? "", /\r\nRetry-After: \d+\r\n/);
  assert.equal(stream?.closed, false);
  assert.equal(upstream.requests.length, 1);
  for (const wire of [stream, waiting]) wire?.socket.destroy();
});

test("a redirect is passed on and not followed", async () => {
  const upstream = await upstreamWith((_request, response) => response.writeHead(302, { Location: "/x" }).end());
  const { address } = await stand.listen(upstream.origin);
  const answer = await call(`http://${address}/api/things`, { headers: authorized(), dispatcher: client });
  assert.equal(answer.statusCode, 302);
  assert.equal(upstream.requests.length, 1);
  await answer.body.dump();
});
