import assert from "node:assert/strict";
import { test } from "node:test";
import { headerCount, headerValue, headerValues } from "./header.ts";

const headers = ["Host", "a", "X-Api-Key", "1", "x-api-key", "2", "__proto__", "p", "X-API-KEY2", "3", "host", ""];

test("headers are found in any case, by their whole name, in order", () => {
  assert.deepEqual(headerValues(headers, "x-api-key"), ["1", "2"]);
  assert.equal(headerValue(headers, "x-api-key"), "1");
  assert.equal(headerCount(headers, "host"), 2);
  assert.equal(headerCount(headers, "x-api"), 0);
});

test("HTT-06: __proto__ is a header name, constructor is absent unless sent", () => {
  assert.equal(headerValue(headers, "__proto__"), "p");
  assert.equal(headerValue(headers, "constructor"), undefined);
});
