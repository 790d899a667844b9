import assert from "node:assert/strict";
import { test } from "node:test";
import { operation, secretOf, table } from "../../test/sample.ts";
import { actionBits } from "./right.ts";
import { undescribedOperations } from "./undescribed-operations.ts";

const api = undescribedOperations({
  basePath: "/api/v1",
  security: [],
  own: table([operation("GET", "/api/v1/own", { owner: "clavis" })]),
});

const calls: readonly [call: string, module: string, entity: string | undefined, bit: number][] = [
  ["GET /api/v1/invoices", "invoices", undefined, actionBits.read],
  ["HEAD /api/v1/invoices/7", "invoices", "7", actionBits.read],
  ["POST /api/v1/invoices", "invoices", undefined, actionBits.create],
  ["POST /api/v1/invoices/", "invoices", undefined, actionBits.create],
  ["POST /api/v1/invoices/7", "invoices", "7", actionBits.custom],
  ["POST /api/v1/invoices/7/send", "invoices", "7", actionBits.custom],
  ["PUT /api/v1/invoices/7", "invoices", "7", actionBits.update],
  ["PATCH /api/v1/__proto__/constructor", "__proto__", "constructor", actionBits.update],
  ["DELETE /api/v1/invoices/7", "invoices", "7", actionBits.delete],
];

test("without a description the module is the first segment, the entity the second, the action the method's", () => {
  for (const [call, module, entity, bit] of calls) {
    const [method = "", path = ""] = call.split(" ");
    const found = api.match(method, path);
    assert.ok(found.kind === "operation", call);
    assert.deepEqual(
      [found.operation.module, found.entity, found.operation.action.bit, found.operation.id],
      [module, entity, bit, `${method} ${module}`],
    );
  }
});

test("what lies beside or at the base path is no operation", () => {
  for (const path of ["/", "/api/v1", "/api/v1/", "/api/v10/x", "/API/v1/x", "/x/api/v1/y"])
    assert.equal(api.match("GET", path).kind, "unknown-path", path);
  for (const method of ["TRACE", "CONNECT", "OPTIONS", "PROPFIND"])
    assert.equal(api.match(method, "/api/v1/x").kind, "unknown-method", method);
});

test("Clavis's own literal path wins, with all its methods", () => {
  const found = api.match("GET", "/api/v1/own");
  assert.ok(found.kind === "operation" && found.operation.owner === "clavis");
  assert.equal(api.match("POST", "/api/v1/own").kind, "unknown-method");
});

test("LOG-03: a segment that looks like a credential is no module", () => {
  assert.equal(api.match("GET", `/api/v1/${secretOf(1)}`).kind, "unknown-path");
});
