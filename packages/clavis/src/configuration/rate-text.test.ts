import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuota, parseRate } from "./rate-text.ts";

test("a rate is so many in a unit, or in so many units", () => {
  assert.deepEqual(parseRate("2/minute"), { limit: 2, seconds: 60 });
  assert.deepEqual(parseRate("10/second"), { limit: 10, seconds: 1 });
  assert.deepEqual(parseRate("1000/day"), { limit: 1_000, seconds: 86_400 });
  assert.deepEqual(parseRate("100/10s"), { limit: 100, seconds: 10 });
  assert.deepEqual(parseRate("5/2h"), { limit: 5, seconds: 7_200 });
  assert.deepEqual(parseRate("1/31d"), { limit: 1, seconds: 2_678_400 });
});

test("what is no rate, or beyond what can be counted, is none", () => {
  for (const text of [
    "",
    "2",
    "0/minute",
    "2/week",
    "2/32d",
    "2/0s",
    "-1/day",
    "1.5/day",
    "2 /minute",
    "9999999999/day",
  ])
    assert.equal(parseRate(text), undefined, text);
});

test("a quota is so many in a calendar day or month, and nothing else", () => {
  assert.deepEqual(parseQuota("10000/month"), { limit: 10_000, period: "month" });
  assert.deepEqual(parseQuota("5/day"), { limit: 5, period: "day" });
  for (const text of ["10/hour", "0/day", "10/2d", "9999999999/month", "month"])
    assert.equal(parseQuota(text), undefined, text);
});
