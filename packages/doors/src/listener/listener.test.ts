import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { Agent, request as call } from "undici";
import { makeCertificate } from "../../test/certificate.ts";
import { Stand, until } from "../../test/stand.ts";
import { echo, openUpstreamServer } from "../../test/test-upstream.ts";
import { Wire } from "../../test/wire.ts";

let stand: Stand;
let directory: string;
beforeEach(() => {
  stand = new Stand();
  directory = mkdtempSync(join(tmpdir(), "clavis-doors-"));
});
afterEach(async () => {
  await stand.close();
  rmSync(directory, { recursive: true });
});

/** The subject of the certificate that a listener shows. */
function certificateOf(address: string): Promise<string> {
  const port = Number(address.split(":")[1]);
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

test("a TLS listener serves, and takes a changed certificate without dropping what is open", async () => {
  const [one, two] = [makeCertificate(directory, "one"), makeCertificate(directory, "two")];
  const live = { cert: join(directory, "live.crt"), key: join(directory, "live.key") };
  copyFileSync(one.cert, live.cert);
  copyFileSync(one.key, live.key);
  const upstream = await openUpstreamServer(echo);
  stand.closes(() => upstream.close());
  const { address } = await stand.listen(upstream.origin, { tls: live, timeouts: { interval: 10 } });
  const client = new Agent({ connect: { ca: readFileSync(one.cert) } });
  const get = () => call(`https://${address}/api/things`, { headers: { "x-api-key": stand.key }, dispatcher: client });
  const answer = await get();
  const seen = (await answer.body.json()) as { rawHeaders: string[] };
  assert.equal(seen.rawHeaders[seen.rawHeaders.indexOf("X-Forwarded-Proto") + 1], "https");

  writeFileSync(live.cert, readFileSync(two.cert));
  await until(() => stand.errors.length > 0, "a certificate without its key is reported");
  assert.equal(await certificateOf(address), "one");
  writeFileSync(live.key, "no key at all");
  const reported = stand.errors.length;
  await until(() => stand.errors.length > reported, "a broken key is reported");
  assert.equal(await certificateOf(address), "one");

  writeFileSync(live.key, readFileSync(two.key));
  let shown = "one";
  const end = performance.now() + 3000;
  while (shown === "one" && performance.now() < end) shown = await certificateOf(address);
  assert.equal(shown, "two");
  assert.equal((await get()).statusCode, 200);
  await client.destroy();
});

test("a listener whose certificate is bad does not open", async () => {
  const { cert } = makeCertificate(directory, "one");
  const { key } = makeCertificate(directory, "two");
  await assert.rejects(stand.listen(undefined, { tls: { cert, key } }));
  await assert.rejects(stand.listen(undefined, { tls: { cert: join(directory, "none"), key } }), { code: "ENOENT" });
});

test("CFG-02: a listener whose key everybody can read does not open", async () => {
  const files = makeCertificate(directory, "open");
  chmodSync(files.key, 0o644);
  await assert.rejects(stand.listen(undefined, { tls: files }), /chmod 600/);
  chmodSync(files.key, 0o640);
  await stand.listen(undefined, { tls: files });
});

test("HTT-12: an upstream is not spoken to when its certificate can not be verified", async () => {
  const { cert, key } = makeCertificate(directory, "upstream");
  const reached: string[] = [];
  const server = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
    reached.push(request.url ?? "");
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stand.closes(() => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound === "object");
  const origin = `https://localhost:${bound.port}`;
  const client = new Agent();
  const statusWith = async (authorities: string | undefined): Promise<number> => {
    const { address } = await stand.listen(origin, {}, authorities === undefined ? {} : { authorities });
    const headers = { "x-api-key": stand.key };
    const answer = await call(`http://${address}/api/things`, { headers, dispatcher: client });
    await answer.body.dump();
    return answer.statusCode;
  };
  assert.equal(await statusWith(undefined), 502);
  assert.deepEqual(reached, []);
  assert.equal(await statusWith(readFileSync(cert, "utf8")), 200);
  await client.destroy();
});

test("a Unix socket serves, replaces one left behind, and refuses one in use", async () => {
  const path = join(directory, "door.sock");
  const upstream = await openUpstreamServer(echo);
  stand.closes(() => upstream.close());
  const first = await stand.listen(upstream.origin, { address: { kind: "unix", path } });
  assert.equal(first.address, path);
  const wire = await Wire.to(path);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wire.status === 200, "the answer is there");
  wire.socket.destroy();
  await until(() => stand.log.records.length === 1, "the record is written");
  assert.equal(stand.log.records[0]?.address, undefined);
  await assert.rejects(stand.listen(undefined, { address: { kind: "unix", path } }), { code: "EADDRINUSE" });
  await first.drain(0);
  assert.equal(existsSync(path), false);
});

test("a Unix socket whose process is gone is replaced, another file never is", async () => {
  const stale = join(directory, "stale.sock");
  const script = `require("node:net").createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", script]);
  assert.equal(existsSync(stale), true);
  const { address } = await stand.listen(undefined, { address: { kind: "unix", path: stale } });
  const wire = await Wire.to(address);
  wire.socket.destroy();

  const file = join(directory, "file");
  writeFileSync(file, "kept");
  await assert.rejects(stand.listen(undefined, { address: { kind: "unix", path: file } }), { code: "EADDRINUSE" });
  assert.equal(readFileSync(file, "utf8"), "kept");
});

test("an address that is taken is refused", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const bound = taken.address();
  assert.ok(bound !== null && typeof bound === "object");
  await assert.rejects(stand.listen(undefined, { address: { kind: "tcp", host: "127.0.0.1", port: bound.port } }), {
    code: "EADDRINUSE",
  });
  await new Promise((resolve) => taken.close(resolve));
});

test("stopping finishes what is in progress, tells its clients to close, and takes no new connection", async () => {
  const answers: (() => void)[] = [];
  const upstream = await openUpstreamServer((_request, response) => void answers.push(() => response.end("done")));
  stand.closes(() => upstream.close());
  const door = await stand.listen(upstream.origin, { timeouts: { quiet: 20 } });
  const [busy, idle, silent] = [await Wire.to(door.address), await Wire.to(door.address), await Wire.to(door.address)];
  busy.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  idle.send("GET /api/things HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(() => answers.length === 1 && idle.status === 401, "one is in progress, one is idle");
  let drained = false;
  const draining = door.drain(5000).then(() => {
    drained = true;
  });
  await until(() => idle.closed && silent.closed, "idle connections are closed");
  assert.equal(drained, false);
  await assert.rejects(Wire.to(door.address));
  answers[0]?.();
  await draining;
  await until(() => busy.closed, "the answer has arrived");
  assert.equal(busy.status, 200);
  assert.match(busy.text, /Connection: close/);
  assert.match(busy.text, /done/);
  assert.equal(stand.log.records.length, 2);
});

test("stopping under load fails no request", async () => {
  const upstream = await openUpstreamServer((_request, response) => void setImmediate(() => response.end("ok")));
  stand.closes(() => upstream.close());
  const door = await stand.listen(upstream.origin);
  let sent = 0;
  const failures: string[] = [];
  let stopped = false;
  const send = async (wire: Wire): Promise<boolean> => {
    wire.text = "";
    wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
    sent++;
    await until(() => wire.closed || wire.text.includes("ok"), "the request is answered");
    if (!wire.text.startsWith("HTTP/1.1 200")) failures.push(wire.text);
    return !/Connection: close/.test(wire.text);
  };
  const work = Array.from({ length: 8 }, async () => {
    const wire = await Wire.to(door.address);
    while (await send(wire));
    stopped = true;
  });
  await until(() => sent > 50, "the load runs");
  await door.drain(3000);
  await Promise.all(work);
  assert.deepEqual(failures, []);
  assert.ok(stopped);
  assert.equal(stand.log.records.length, sent);
});

test("streams still open after the grace are broken off and recorded", async () => {
  const upstream = await openUpstreamServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("data: 1\n\n");
  });
  stand.closes(() => upstream.close());
  const door = await stand.listen(upstream.origin, { timeouts: { quiet: 0 } });
  const wire = await Wire.to(door.address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => wire.text.includes("data: 1"), "the stream is open");
  await door.drain(50);
  await until(() => wire.closed, "the stream is closed");
  assert.deepEqual(
    stand.log.records.map(({ phase, status }) => [phase, status]),
    [
      ["opened", 0],
      ["closed", 200],
    ],
  );
});

test("beyond its limit of connections a listener closes new ones at once, keeps the old, and says so once", async () => {
  const upstream = await openUpstreamServer(echo);
  stand.closes(() => upstream.close());
  const { address } = await stand.listen(upstream.origin, { connections: 2 });
  const [first, ...others] = [await Wire.to(address), await Wire.to(address)];
  const refused = [await Wire.to(address), await Wire.to(address)];
  await until(() => refused.every(({ closed }) => closed), "the third and fourth are closed");
  assert.deepEqual(stand.errors.map(String), ["Error: more than 2 connections are open: new ones are closed"]);
  first?.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`);
  await until(() => first?.status === 200, "the first is served");
  for (const wire of [first, ...others]) wire?.socket.destroy();
});

test("a connection that does not finish the handshake of TLS is closed", async () => {
  const pair = makeCertificate(directory, "slow");
  const { address } = await stand.listen(undefined, { tls: pair, timeouts: { handshake: 50 } });
  const silent = await Wire.to(address);
  await until(() => silent.closed, "the connection is closed");
});

/** A pipeline with a mistake of ours in it. */
function breakPipeline(): Error {
  const mistake = new TypeError("a mistake of ours");
  const judge = (): never => {
    throw mistake;
  };
  Object.assign(stand.ports, { pipeline: { ...stand.ports.pipeline, judge } });
  return mistake;
}

test("CFG-05: a mistake of ours costs the connection, is reported, and the listener goes on", async () => {
  const mistake = breakPipeline();
  const upstream = await openUpstreamServer(echo);
  stand.closes(() => upstream.close());
  const { address } = await stand.listen(upstream.origin);
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  const texts = [
    "GET /api/things HTTP/1.1\r\nHost: x\r\n\r\n",
    `GET /api/things HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`,
    "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "no request at all\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n",
  ];
  for (const text of texts) {
    const wire = await Wire.to(address);
    wire.send(text);
    await until(() => wire.closed, "the connection is closed");
    assert.deepEqual([wire.text, stand.errors.pop()], ["", mistake]);
  }
  assert.equal(upstream.requests.length, 0);
});

/** An upstream whose answers wait for the test. */
async function waitingUpstream(): Promise<{ readonly origin: string; readonly answers: (() => void)[] }> {
  const answers: (() => void)[] = [];
  const upstream = await openUpstreamServer((_request, response) => {
    answers.push(() => response.end("ok"));
  });
  stand.closes(() => upstream.close());
  return { origin: upstream.origin, answers };
}

test("a malformed request behind others leaves them their answers, and is refused and recorded in its turn", async () => {
  const { origin, answers } = await waitingUpstream();
  const { address } = await stand.listen(origin);
  const get = `GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\n`;
  const wire = await Wire.to(address);
  wire.send(`${get}${get}GET /api things HTTP/1.1\r\n\r\n`);
  await until(() => answers.length === 2, "both are at the upstream");
  wire.send("more that nobody reads\r\n\r\n");
  for (const answer of answers) answer();
  await until(() => wire.closed, "the connection is closed");
  assert.deepEqual(wire.text.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 400"]);
  assert.equal(wire.problem.code, "request_malformed");
  assert.deepEqual(
    stand.log.records.map(({ status, code }) => [status, code]),
    [
      [200, undefined],
      [200, undefined],
      [400, "request_malformed"],
    ],
  );
});

test("a malformed request behind one that waits for its password leaves that one its answer", async () => {
  const { origin, answers } = await waitingUpstream();
  let resolve = (): void => {};
  stand.resolve = () =>
    new Promise((found) => {
      resolve = () => found({ kind: "genuine", userId: "user-1", passwordVersion: 1 });
    });
  const door = await stand.listen(origin);
  const basic = `Authorization: Basic ${Buffer.from("jan@domain.be:MijnWachtwoord").toString("base64")}`;
  const wire = await Wire.to(door.address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\n${basic}\r\n\r\nGET /api things HTTP/1.1\r\n\r\n`);
  await until(() => door.inFlight === 1, "the first waits");
  resolve();
  await until(() => answers.length === 1, "the first is at the upstream");
  answers[0]?.();
  await until(() => wire.closed, "the connection is closed");
  assert.deepEqual(wire.text.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 400"]);
});

test("a malformed request behind one whose client goes away is recorded all the same", async () => {
  const { origin, answers } = await waitingUpstream();
  const { address } = await stand.listen(origin);
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${stand.key}\r\n\r\nGET /api things HTTP/1.1\r\n\r\n`);
  await until(() => answers.length === 1, "the first is at the upstream");
  wire.socket.resetAndDestroy();
  answers[0]?.();
  await until(() => stand.log.records.length === 2, "both are recorded");
  assert.deepEqual(stand.log.records.map(({ code }) => code).toSorted(), ["request_malformed", undefined]);
});
