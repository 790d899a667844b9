import assert from "node:assert/strict";
import { createServer, IncomingMessage, type RequestListener, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import express from "express";
import { Stand, until } from "../../test/stand.ts";
import { Wire } from "../../test/wire.ts";
import { clavisMiddleware, type Middleware } from "./middleware.ts";

let stand: Stand;
beforeEach(() => {
  stand = new Stand();
});
afterEach(() => stand.close());

const middleware = (): Middleware => clavisMiddleware({ handlers: new Map() }, stand.ports);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stand.closes(() => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound === "object");
  return `127.0.0.1:${bound.port}`;
}

/** Sends a request of these lines behind the usual head and gives the whole answer. */
async function ask(address: string, line: string, ...fields: string[]): Promise<Wire> {
  const wire = await Wire.to(address);
  wire.send(`${[`${line} HTTP/1.1`, "Host: x", "Connection: close", ...fields].join("\r\n")}\r\n\r\n`);
  await until(() => wire.closed, "the answer is complete");
  return wire;
}

const bodyOf = ({ text }: Wire): Record<string, unknown> => JSON.parse(text.slice(text.indexOf("{")));
const keyHeader = (): string => `X-Api-Key: ${stand.key}`;

/** An application that shows what it was given. */
const show: RequestListener = (request, response) => {
  const { method, url, clavis, headers, rawHeaders, headersDistinct } = request;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ method, url, clavis, headers, rawHeaders, distinct: headersDistinct }));
};

test("an allowed request reaches the application with who makes it, without its credential and with one identity", async () => {
  const address = await serve(middleware().protect(show));
  const spoofed = ["Clavis-Account: CANDERE01", "clavis_account: CANDERE01", "X-HTTP-Method-Override: DELETE"];
  const wire = await ask(address, "GET /api/things/%61?page=1", keyHeader(), ...spoofed, "Cookie: a=1", "Cookie: b=2");
  const seen = bodyOf(wire);
  const headers = seen["headers"] as Record<string, string>;
  assert.equal(wire.status, 200);
  assert.equal(seen["url"], "/api/things/a?page=1");
  assert.equal(headers["clavis-account"], "CKLANT001");
  assert.equal(headers["cookie"], "a=1; b=2");
  assert.equal(headers["host"], "x");
  for (const gone of ["x-api-key", "clavis_account", "x-http-method-override"]) assert.equal(headers[gone], undefined);
  const { requestId, ...identity } = seen["clavis"] as Record<string, unknown>;
  assert.deepEqual(identity, {
    account: "CKLANT001",
    credential: "key-1",
    rights: ["*"],
    environment: "production",
    operation: "readThing",
  });
  assert.match(wire.text, new RegExp(`Clavis-Request-Id: ${requestId}`));
  const raw = seen["rawHeaders"] as string[];
  assert.equal(raw.filter((text) => text.toLowerCase().startsWith("clavis") && text.endsWith("ccount")).length, 1);
  assert.deepEqual((seen["distinct"] as Record<string, string[]>)["clavis-account"], ["CKLANT001"]);
  assert.ok(!JSON.stringify(seen).includes(stand.key));
  const [record] = stand.log.records;
  assert.deepEqual([record?.id, record?.status, record?.effect], [requestId, 200, "allow"]);
  assert.deepEqual(stand.used, [{ id: "key-1", address: "127.0.0.1" }]);
});

test("a refused request never reaches the application", async () => {
  let reached = false;
  const address = await serve(
    middleware().protect(() => {
      reached = true;
    }),
  );
  for (const [line, status] of [
    ["GET /api/things", 401],
    ["GET /api/../api/things", 400],
    ["GET /other", 404],
  ] as const)
    assert.equal((await ask(address, line)).status, status);
  assert.equal(reached, false);
  assert.equal(stand.log.records.length, 3);
});

test("a body that was not read by the middleware is there for the application, chunked or not", async () => {
  const address = await serve(
    middleware().protect((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => response.write(text));
      request.on("end", () => response.end());
    }),
  );
  const sized = await ask(address, "POST /api/things", keyHeader(), "Content-Length: 5", "", "sized");
  assert.match(sized.text, /sized/);
  const chunked = await ask(
    address,
    "POST /api/things",
    keyHeader(),
    "Transfer-Encoding: chunked",
    "",
    "3\r\nabc\r\n0",
  );
  assert.match(chunked.text, /abc/);
});

test("Express: what is judged is the target as it arrived, and routing sees the canonical one", async () => {
  const app = express();
  app.use((request, _response, next) => {
    // An earlier middleware that rewrites the target gains nothing.
    if (request.url === "/api/unknown") request.url = "/api/things";
    next();
  });
  app.use(middleware().use);
  app.use(express.json());
  app.get(
    "/api/things/:id",
    (request, response) => void response.json({ id: request.params.id, who: request.clavis?.account }),
  );
  app.post("/api/things", (request, response) => void response.json({ got: request.body }));
  const address = await serve(app);
  assert.equal((await ask(address, "GET /api/unknown", keyHeader())).status, 404);
  assert.deepEqual(bodyOf(await ask(address, "GET /api/things/%7Eb", keyHeader())), { id: "~b", who: "CKLANT001" });
  const body = ["Content-Type: application/json", "Transfer-Encoding: chunked", "", '7\r\n{"a":1}\r\n0'];
  assert.deepEqual(bodyOf(await ask(address, "POST /api/things", keyHeader(), ...body)), { got: { a: 1 } });
});

test("Express: mounted below a path, routing goes on below it; a spelling of the mount that was not judged is 404", async () => {
  const app = express();
  const api = express.Router();
  api.get("/things/:id", (request, response) => void response.json({ url: request.url, whole: request.originalUrl }));
  app.use("/api", middleware().use, api);
  const address = await serve(app);
  const seen = bodyOf(await ask(address, "GET /api/things/%61", keyHeader()));
  assert.deepEqual(seen, { url: "/things/a", whole: "/api/things/a" });
  assert.equal((await ask(address, "GET /API/things/a", keyHeader())).status, 404);
});

test("an open answer of a revoked key ends at the next sweep", async () => {
  const door = middleware();
  const address = await serve(door.protect((_request, response) => void response.write("open")));
  const wire = await Wire.to(address);
  wire.send(`GET /api/things HTTP/1.1\r\nHost: x\r\n${keyHeader()}\r\n\r\n`);
  await until(() => wire.text.includes("open"), "the answer has begun");
  stand.revoked = true;
  door.sweep(Date.now() + 2000);
  await until(() => wire.closed, "the connection is closed");
  const [record] = stand.log.records;
  assert.deepEqual([record?.status, record?.code], [200, "credential_revoked"]);
});

test("strict: the application runs only after the call is recorded", async () => {
  stand = new Stand("strict");
  let ran = 0;
  const address = await serve(
    middleware().protect((_request, response) => {
      ran = stand.log.committed;
      response.end("ok");
    }),
  );
  assert.equal((await ask(address, "GET /api/things", keyHeader())).status, 200);
  assert.equal(ran, 1);
  assert.deepEqual(
    stand.log.records.map(({ phase, status }) => [phase, status]),
    [
      ["opened", 0],
      ["closed", 200],
    ],
  );
  stand.log.failing = true;
  ran = 0;
  const refused = await ask(address, "GET /api/things", keyHeader());
  assert.deepEqual([refused.status, bodyOf(refused)["code"], ran], [503, "store_unavailable", 0]);
});

test("CFG-05: a mistake of ours is 500 and reported, and the application sees nothing of the request", async () => {
  const mistake = new TypeError("a mistake of ours");
  const judge = (): never => {
    throw mistake;
  };
  Object.assign(stand.ports, { pipeline: { ...stand.ports.pipeline, judge } });
  const address = await serve(middleware().protect(() => assert.fail("the application was reached")));
  const wire = await ask(address, "GET /api/things", keyHeader());
  assert.equal(wire.status, 500);
  assert.deepEqual(stand.errors, [mistake]);
});

test("what the application throws is not taken for a mistake of ours", () => {
  const thrown = new Error("the application's");
  const protect = middleware().protect(() => {
    throw thrown;
  });
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: "GET", url: "/api/things", rawHeaders: ["Host", "x", "X-Api-Key", stand.key] });
  assert.throws(() => protect(request, new ServerResponse(request)), thrown);
  assert.deepEqual(stand.errors, []);
});
