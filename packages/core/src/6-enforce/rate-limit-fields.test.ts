import assert from "node:assert/strict";
import { test } from "node:test";
import { rateLimitFields } from "./rate-limit-fields.ts";

const charge = { slot: 0, rate: { limit: 100, seconds: 60 } };

test("NET-05: what is left of a rate is told in whole numbers that are never negative", () => {
  for (const [remaining, resetAfter, said] of [
    [99, 600, '"key";r=99;t=1'],
    [0.9, 59_001, '"key";r=0;t=60'],
    [-3, -1, '"key";r=0;t=0'],
  ] as const) {
    const balance = { passed: remaining > 0, remaining, retryAfter: 0, resetAfter };
    const fields = ["RateLimit-Policy", '"key";q=100;w=60', "RateLimit", said];
    assert.deepEqual(rateLimitFields([charge], [balance]), fields);
  }
});

test("NET-05: a call that no rate limits says nothing of rates", () => {
  assert.deepEqual(rateLimitFields([], []), []);
});
