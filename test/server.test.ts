import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, unlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeCertificate } from "../packages/doors/test/certificate.ts";
import { Wire } from "../packages/doors/test/wire.ts";
import { type Answer, call, outcomeOf } from "./call.ts";
import { RunningClavis } from "./running-clavis.ts";
import { freePorts, until } from "./running-start.ts";
import { configure } from "./service.ts";
import { Stand } from "./stand.ts";

const [port = 0] = await freePorts(1);
const socket = join(tmpdir(), `clavis-authz-${process.pid}.sock`);
const address = `127.0.0.1:${port}`;
const listeners = { public: address, private: "127.0.0.1:0", authz: `unix:${socket}` };

const stand = await Stand.open({ listeners });
const { upstream, folder, other } = stand;
const { key } = await stand.issue();
after(() => stand.close());

const fieldsOf = (text: string): Record<string, unknown> => JSON.parse(text);

test("health and readiness stand on the private listener", async () => {
  assert.deepEqual(fieldsOf((await call(stand.server.private, { path: "/healthz" })).text), { status: "alive" });
  const ready = await call(stand.server.private, { path: "/readyz" });
  const { status, revision, problems } = fieldsOf(ready.text);
  assert.deepEqual([ready.status, status, problems], [200, "ready", []]);
  assert.equal(revision, (await other.json<{ revision: number }[]>("audit", "list")).at(-1)?.revision);
});

test("LOG-02: a start logs which configuration and description it has loaded, by file and digest", () => {
  const lines = stand.server.output.split("\n").filter((line) => line.includes('"configuration loaded"'));
  const digestOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
  assert.deepEqual(
    lines.map(fieldsOf).map(({ file, sha256 }) => [file, sha256]),
    ["clavis.yaml", "openapi.yaml"].map((name) => join(folder, name)).map((file) => [file, digestOf(file)]),
  );
});

test("HTT-11: no listener serves what belongs to another", async () => {
  const places = [
    [stand.server.public, ["/healthz", "/readyz", "/metrics", "/v1/verify"]],
    [stand.server.private, ["/api/things", "/.clavis/errors", "/v1/verify"]],
    [socket, ["/api/things", "/.clavis/errors", "/healthz"]],
  ] as const;
  for (const [at, paths] of places)
    for (const path of paths) assert.equal(outcomeOf(await call(at, { path, key })), "404 not_found", `${at} ${path}`);
});

test("the private and the decision listener answer 421 to another host, as a page in a browser would name it", async () => {
  for (const at of [stand.server.private, socket]) {
    const answer = await call(at, { path: "/healthz", headers: { Host: "rebound.example" } });
    assert.equal(outcomeOf(answer), "421 host_unknown");
  }
});

test("a host belongs to its environment: keys of another one are refused there", async () => {
  const { key: sandbox } = await stand.issue("--environment", "sandbox");
  assert.match(sandbox, /^clv_test_/);
  const outcome = async (host: string, secret: string): Promise<string> =>
    outcomeOf(await call(stand.server.public, { key: secret, headers: { Host: host } }));
  assert.equal(await outcome("sandbox.localhost", sandbox), "200");
  assert.equal(await outcome("SANDBOX.localhost:99", sandbox), "200");
  assert.equal(await outcome(address, sandbox), "401 environment_mismatch");
  assert.equal(await outcome("sandbox.localhost", key), "401 environment_mismatch");
});

test("every problem's type is a page that is served, without a script and without anything of the request", async () => {
  const { type } = fieldsOf((await call(stand.server.public)).text);
  assert.equal(type, `http://${address}/.clavis/errors/credential_missing`);
  const page = await call(stand.server.public, { path: "/.clavis/errors/credential_missing" });
  assert.equal(page.status, 200);
  assert.match(page.text, /<h1>A credential is needed<\/h1>/);
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  const unknown = await call(stand.server.public, { path: "/.clavis/errors/constructor" });
  assert.equal(unknown.status, 404);
  assert.doesNotMatch(unknown.text, /constructor/);
});

test("HTT-10: a preflight is answered to listed origins only, without identity and without the upstream", async () => {
  const before = upstream.seen.length;
  const preflight = (origin: string): Promise<Answer> =>
    call(stand.server.public, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    });
  const { status, headers } = await preflight("https://app.example.com");
  assert.equal(status, 204);
  assert.equal(headers["access-control-allow-origin"], "https://app.example.com");
  assert.equal(headers["access-control-allow-methods"], "GET, HEAD, POST");
  assert.match(headers["access-control-allow-headers"] ?? "", /x-api-key/i);
  assert.match(headers.vary ?? "", /Origin/);
  for (const origin of [
    "null",
    "https://app.example.com.evil.example",
    "http://app.example.com",
    "https://APP.example.com",
  ]) {
    const refused = await preflight(origin);
    assert.equal(outcomeOf(refused), "405 method_not_allowed");
    assert.equal(refused.headers["access-control-allow-origin"], undefined);
  }
  assert.equal(upstream.seen.length, before);
  const read = await call(stand.server.public, { key, headers: { Origin: "https://app.example.com" } });
  assert.equal(read.headers["access-control-allow-origin"], "https://app.example.com");
});

test("POST /v1/verify on a Unix socket judges a described request, forwards nothing and records it", async () => {
  const before = upstream.seen.length;
  const verify = async (described: object): Promise<Record<string, unknown>> => {
    const body = JSON.stringify(described);
    const headers = { "Content-Type": "application/json", Host: "localhost" };
    return fieldsOf((await call(socket, { method: "POST", path: "/v1/verify", headers, body })).text);
  };
  const target = "/api/things/7";
  const allowed = await verify({ method: "GET", target, headers: [["X-API-Key", key]], address: "192.0.2.9" });
  assert.deepEqual([allowed["effect"], allowed["account"]], ["allow", "CKLANT001"]);
  const refused = await verify({ method: "GET", target, headers: [["X-API-Key", `${key}x`]], rehearse: true });
  assert.deepEqual([refused["effect"], JSON.stringify(refused).includes("credential_invalid")], ["refuse", true]);
  assert.equal(upstream.seen.length, before);
  const recorded = (): Promise<{ id: string; status: number }[]> =>
    other.json("requests", "list", "--address", "192.0.2.9");
  await until(async () => (await recorded()).length === 1, "the record");
  const [record] = await recorded();
  assert.deepEqual([record?.id, record?.status], [allowed["requestId"], 0], "the answer is not ours to know");
});

test("a second server on the same data directory is refused with one sentence and changes nothing there", async () => {
  const effective = (): string => readFileSync(join(folder, "data", "configuration.json"), "utf8");
  const before = effective();
  configure(folder, upstream.origin, { listeners, keys: { prefix: "other" } });
  const { code, output } = await RunningClavis.fail(folder, "--public", "127.0.0.1:0");
  assert.equal(code, 1);
  assert.equal(
    output,
    `clavis: another Clavis server runs on ${join(folder, "data")}: stop it, or use another --data\n`,
  );
  assert.equal(effective(), before);
  assert.equal((await call(stand.server.public, { key })).status, 200);
});

test("a port in use is refused with a sentence that says what to do, and nothing stays open", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const bound = taken.address();
  const where = typeof bound === "object" && bound !== null ? `127.0.0.1:${bound.port}` : "";
  const data = join(folder, "elsewhere");
  const { code, output } = await RunningClavis.fail(folder, "--public", where, "--data", data);
  taken.close();
  assert.equal(code, 1);
  assert.match(output, /^clavis: [^\n]*EADDRINUSE[^\n]*--public or --private\n$/);
});

test("SIGTERM: a request in progress is answered whole, new connections are refused, the exit code is 0", async () => {
  const slow = call(stand.server.public, { key, path: "/api/things/held" });
  const stream = await Wire.to(stand.server.public);
  stream.send(`GET /api/events HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\n\r\n`);
  await until(() => upstream.held === 1 && stream.text.includes("data: 1"), "both to be open");
  stand.server.signal("SIGTERM");
  await until(
    async () =>
      await Wire.to(stand.server.public).then(
        () => false,
        () => true,
      ),
    "the port to be closed",
  );
  upstream.release();
  assert.equal((await slow).status, 200);
  stream.socket.destroy();
  assert.equal(await stand.server.ended, 0);
  assert.match(stand.server.output, /Stopped\.\n$/);
  assert.doesNotMatch(stand.server.output, /\bat /);
});

const errorLine = /^\{"level":50/m;

test("strict: whatever was answered is recorded before, so that kill -9 loses nothing; TLS from files", async () => {
  const tls = makeCertificate(folder, "localhost");
  const ca = readFileSync(tls.cert, "utf8");
  configure(folder, upstream.origin, {
    listeners: { ...listeners, public: { address, tls } },
    log: { mode: "strict" },
  });
  await stand.start();
  assert.equal(outcomeOf(await call(stand.server.public, { ca })), "401 credential_missing");
  const answered: string[] = [];
  let over = false;
  const load = async (): Promise<void> => {
    while (!over) {
      const path = `/api/things/${answered.length % 2 === 0 ? "a" : "a/b"}`;
      const { headers, text } = await call(stand.server.public, { ca, key, path });
      answered.push(headers["clavis-request-id"]?.toString() ?? "");
      if (text.includes("X-Forwarded-Proto")) assert.match(text, /"X-Forwarded-Proto","https"/);
    }
  };
  // Settled at once: the kill breaks off what is on its way.
  const loads = Promise.allSettled([load(), load(), load(), load()]);
  await until(() => answered.length > 100, "the load");
  stand.server.signal("SIGKILL");
  assert.equal(await stand.server.ended, "SIGKILL");
  over = true;
  await loads;
  const recorded = await other.json<{ id?: string }[]>("requests", "list", "--limit", "10000");
  const ids = new Set(recorded.map(({ id }) => id));
  assert.deepEqual(
    answered.filter((id) => !ids.has(id)),
    [],
  );
});

test("after kill -9 the next start writes a row for what may be missing, and serves again", async () => {
  configure(folder, upstream.origin, { listeners });
  await stand.start();
  assert.equal((await call(stand.server.public, { key })).status, 200);
  const gaps = async (): Promise<Record<string, unknown>[]> =>
    (await other.json<Record<string, unknown>[]>("requests", "list", "--limit", "10000")).filter(
      ({ kind }) => kind === "gap",
    );
  await until(async () => (await gaps()).length === 1, "the gap row");
  const [gap] = await gaps();
  assert.match(String(gap?.["reason"]), /unclean/);
  assert.match((await other.run("requests", "list", "--limit", "10000")).stdout, /GAP {2}/);
  assert.doesNotMatch(stand.server.output, errorLine);
  assert.equal(await stand.server.stop(), 0);
  assert.throws(() => unlinkSync(socket), { code: "ENOENT" }, "the socket is taken away");
});
