import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
before(async () => {
  upstream = await startUpstream({ port: 0, host: "127.0.0.1" });
});
after(() => upstream.close());

const call = (path: string, init: RequestInit = {}, account = "CKLANT001"): Promise<Response> =>
  fetch(`http://127.0.0.1:${upstream.port}/api/v1${path}`, {
    ...init,
    headers: { "clavis-account": account, "x-seen": "yes" },
  });

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

test("an answer shows the request as it arrived", async () => {
  const response = await call("/clients?page=2&all");
  assert.equal(response.status, 200);
  const { received } = (await json(response)) as { received: { headers: Record<string, string> } };
  const { headers, ...line } = received;
  assert.deepEqual(line, { method: "GET", path: "/api/v1/clients", query: "page=2&all" });
  assert.equal(headers["x-seen"], "yes");
});

test("each account has its own data, a new one has none yet, and without an account there is nothing", async () => {
  const [one, two] = await Promise.all([call("/products/1"), call("/products/1", {}, "CKLANT002")]);
  assert.notEqual((await json(one))["name"], (await json(two))["name"]);
  assert.deepEqual((await json(await call("/products", {}, "CNIEUW001")))["products"], []);
  assert.equal((await call("/products/1", {}, "CNIEUW001")).status, 404);
  assert.equal((await call("/products", {}, "-")).status, 404);
});

test("an object is created, changed, read, sent and deleted", async () => {
  const created = await call("/invoices", { method: "POST", body: '{"total": 12, "id": 99}' });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("location"), "/api/v1/invoices/3");
  assert.equal((await call("/invoices/3", { method: "PATCH", body: '{"total": 13}' })).status, 200);
  const read = await json(await call("/invoices/3"));
  assert.deepEqual([read["id"], read["total"], read["sentAt"]], [3, 13, undefined]);
  const sent = await json(await call("/invoices/3/send", { method: "POST" }));
  assert.match(String(sent["sentAt"]), /^\d{4}-/);
  assert.equal((await call("/invoices/3", { method: "DELETE" })).status, 204);
  assert.equal((await call("/invoices/3")).status, 404);
});

test("what is not there or not JSON is refused honestly", async () => {
  for (const path of ["/invoices/77", "/orders", "/invoices/1/pay", "/constructor/1"]) {
    assert.equal((await call(path)).status, 404, path);
  }
  for (const body of ["", "[]", "null", "{"]) {
    assert.equal((await call("/clients", { method: "POST", body })).status, 400, body);
    assert.equal((await call("/clients/1", { method: "PATCH", body })).status, 400, body);
  }
});
