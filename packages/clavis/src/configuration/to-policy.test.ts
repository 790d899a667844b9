import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type Operation, type Policy } from "@clavis/core";
import { readConfiguration } from "./read-configuration.ts";
import type { OwnOperations } from "./self-service.ts";
import { toPolicy } from "./to-policy.ts";

const ownOperation = (id: string, template: string): Operation => ({
  id,
  owner: "clavis",
  method: "GET",
  template,
  module: "clavis",
  action: { bit: actionBits.read, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: [[]],
});

const ownByListener = {
  public: [ownOperation("showError", "/.clavis/errors/{code}")],
  private: [ownOperation("health", "/healthz")],
  authz: [ownOperation("verify", "/v1/verify")],
};
const own: OwnOperations = (listener) => ownByListener[listener];

const description = `openapi: 3.0.3
info: {title: Test, version: "1"}
servers: [{url: /api}]
security: [{key: []}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key, x-clavis-credential: api-key}}
paths:
  /invoices: {get: {operationId: list, responses: {"200": {description: ok}}}}
`;

function policyOf(text: string): Policy {
  const result = readConfiguration({
    text: `environments: {production: {upstream: http://127.0.0.1:3000}}\n${text}`,
    file: "/etc/clavis.yaml",
    overrides: {},
    variables: {},
    workingDirectory: "/",
    ownOperations: own,
    readFile: () => description,
  });
  assert.ok("configuration" in result, JSON.stringify(result));
  return toPolicy(result.configuration, own);
}

const found = (policy: Policy, surface: keyof Policy["surfaces"], path: string): string => {
  const match = policy.surfaces[surface].operations.match("GET", path);
  return match.kind === "operation" ? match.operation.id : match.kind;
};

test("each listener serves its own operations, the public one the described API too", () => {
  const policy = policyOf("api: {description: openapi.yaml}\nlisteners: {authz: 'unix:/run/a.sock'}");
  assert.equal(found(policy, "public", "/api/invoices"), "list");
  assert.equal(found(policy, "public", "/.clavis/errors/internal"), "showError");
  assert.equal(found(policy, "public", "/healthz"), "unknown-path");
  assert.equal(found(policy, "private", "/healthz"), "health");
  assert.equal(found(policy, "authz", "/v1/verify"), "verify");
  assert.deepEqual(
    policy.surfaces.public.schemes.map(({ name }) => name),
    ["key"],
  );
  assert.equal(policy.errorBase, "http://127.0.0.1:8080/.clavis/errors/");
});

test("a listener that is off serves no host and no operation", () => {
  const { hosts, operations } = policyOf("").surfaces.authz;
  assert.equal(hosts?.size, 0);
  assert.deepEqual(operations.operations, []);
});

test("without a description any scheme opens what is below the base path, and nothing else", () => {
  const policy = policyOf(
    "api: {basePath: /api}\nschemes: {a: {in: header, name: X-A, credential: api-key}, b: {in: bearer, credential: api-key}}",
  );
  const match = policy.surfaces.public.operations.match("GET", "/api/invoices/7");
  assert.ok(match.kind === "operation");
  assert.deepEqual([match.operation.module, match.entity], ["invoices", "7"]);
  assert.deepEqual(match.operation.security, [[{ scheme: "a", rights: [] }], [{ scheme: "b", rights: [] }]]);
  assert.equal(found(policy, "public", "/invoices"), "unknown-path");
  assert.equal(found(policy, "public", "/.clavis/errors/internal"), "showError");
});

test("Clavis's own operations that contradict each other are a mistake in the program", () => {
  const result = readConfiguration({
    text: "environments: {production: {upstream: http://127.0.0.1:3000}}",
    file: "/etc/clavis.yaml",
    overrides: {},
    variables: {},
    workingDirectory: "/",
    ownOperations: () => [],
    readFile: () => "",
  });
  assert.ok("configuration" in result);
  const twice = [ownOperation("a", "/x/{a}"), ownOperation("b", "/x/{b}")];
  assert.throws(
    () => toPolicy(result.configuration, (listener) => (listener === "private" ? twice : own(listener))),
    TypeError,
  );
});
