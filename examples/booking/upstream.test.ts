import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
before(async () => {
  upstream = await startUpstream({ port: 0, host: "127.0.0.1" });
});
after(() => upstream.close());

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${upstream.port}/api/v1${path}`, { ...init, headers: { "clavis-account": "CAGENDA01" } });

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

test("an answer shows the request as it arrived", async () => {
  const response = await call("/groups?page=2&all");
  assert.equal(response.status, 200);
  const { received } = (await json(response)) as { received: { headers: Record<string, string> } };
  const { headers, ...line } = received;
  assert.deepEqual(line, { method: "GET", path: "/api/v1/groups", query: "page=2&all" });
  assert.equal(headers["clavis-account"], "CAGENDA01");
});

test("group 4 has calendars; one is created, read and deleted", async () => {
  const { group } = await json(await call("/groups/4"));
  assert.deepEqual(group, { id: 4, name: "Cabinet Fake" });
  const { calendars } = (await json(await call("/groups/4/calendars"))) as { calendars: readonly object[] };
  assert.equal(calendars.length, 2);
  const created = await call("/groups/4/calendars", {
    method: "POST",
    body: '{"calendar": {"name": "Été", "id": 99}}',
  });
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("location"), "/api/v1/groups/4/calendars/3");
  assert.deepEqual((await json(await call("/groups/4/calendars/3")))["calendar"], { name: "Été", id: 3 });
  assert.equal((await call("/groups/4/calendars/3", { method: "DELETE" })).status, 204);
  assert.equal((await call("/groups/4/calendars/3")).status, 404);
});

test("what is not there, or no calendar, is refused honestly", async () => {
  for (const path of ["/groups/5", "/groups/5/calendars", "/groups/4/calendars/9", "/groups/four", "/calendars"])
    assert.equal((await call(path)).status, 404, path);
  for (const body of ["", "[]", "null", "{", "{}", '{"calendar": 1}', '{"calendar": []}'])
    assert.equal((await call("/groups/4/calendars", { method: "POST", body })).status, 400, body);
  for (const [method, path] of [
    ["DELETE", "/groups"],
    ["PUT", "/groups/4"],
    ["PATCH", "/groups/4/calendars"],
    ["PUT", "/groups/4/calendars/1"],
  ] as const)
    assert.equal((await call(path, { method })).status, 404, `${method} ${path}`);
});
