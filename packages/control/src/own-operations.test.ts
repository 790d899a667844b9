import assert from "node:assert/strict";
import { test } from "node:test";
import { ownOperationsOn, type SelfService } from "./own-operations.ts";

const securityOf = (operationId: string, applicationSchemes: readonly string[]): unknown => {
  const features: SelfService["features"] = new Set(["sessions", "tokens"]);
  const alternatives = [["bearer"], ["app", "basic"]];
  const operations = ownOperationsOn("public", { basePath: "/api", alternatives, applicationSchemes, features });
  return operations
    .find(({ id }) => id === operationId)
    ?.security.map((demands) => demands.map(({ scheme }) => scheme));
};

test("an operation for callers asks for what the API's own operations ask for", () => {
  assert.deepEqual(securityOf("createToken", ["app"]), [["bearer"], ["app", "basic"]]);
});

test("who signs in sends the application key that the API asks for; where it asks for none, nothing", () => {
  assert.deepEqual(securityOf("openSession", ["app"]), [["app"]]);
  assert.deepEqual(securityOf("openSession", []), [[]]);
});

test("who holds a refresh token needs no application key, and may send the one it was given to", () => {
  for (const operationId of ["refreshToken", "revokeToken"]) {
    assert.deepEqual(securityOf(operationId, ["app"]), [["app"], []]);
    assert.deepEqual(securityOf(operationId, []), [[]]);
  }
});

test("the keys by which assertions are verified are published without self-service too, those of tokens with it", () => {
  const published = (service?: SelfService): string[] =>
    ownOperationsOn("public", service)
      .map(({ template }) => template)
      .filter((template) => template.startsWith("/.well-known/"));
  assert.deepEqual(published(), ["/.well-known/clavis-assertions.json"]);
  const service = {
    basePath: "/api",
    alternatives: [],
    applicationSchemes: [],
    features: new Set(["tokens"] as const),
  };
  assert.deepEqual(published(service), ["/.well-known/jwks.json", "/.well-known/clavis-assertions.json"]);
});
