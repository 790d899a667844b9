import assert from "node:assert/strict";
import { test } from "node:test";
import { rateLimitFields } from "./rate-limit-fields.ts";

const charge = {
  kind: "rate",
  rule: "key.rate",
  name: "key",
  cell: "key_1",
  rate: { limit: 100, seconds: 60 },
  cost: 1,
} as const;

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

test("NET-05: several limits are told in one list each, and those that only watch are not told", () => {
  const quota = { ...charge, kind: "quota", name: "account-quota", zone: "UTC" } as const;
  const month = { ...quota, quota: { limit: 1000, period: "month" } } as const;
  const shadow = { ...quota, quota: { limit: 5, period: "day", shadow: true } } as const;
  const balance = { passed: true, remaining: 7, retryAfter: 0, resetAfter: 1000 };
  assert.deepEqual(rateLimitFields([charge, month, shadow], [balance, balance, balance]), [
    "RateLimit-Policy",
    '"key";q=100;w=60, "account-quota";q=1000;w=2678400',
    "RateLimit",
    '"key";r=7;t=1, "account-quota";r=7;t=1',
  ]);
});

test("NET-05: a call that no rate limits says nothing of rates", () => {
  assert.deepEqual(rateLimitFields([], []), []);
});
