import assert from "node:assert/strict";
import { test } from "node:test";
import { Durations } from "./durations.ts";

const shares = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 1];

function of(values: Iterable<number>): Durations {
  const durations = new Durations();
  for (const value of values) durations.add(value);
  return durations;
}

test("no durations have no percentile", () => {
  assert.equal(new Durations().percentile(0.5), undefined);
});

test("of a few durations each percentile is one of them", () => {
  const durations = of([900, 5, 70_000_001]);
  assert.deepEqual(
    shares.map((share) => durations.percentile(share)),
    [5, 5, 900, 70_000_001, 70_000_001, 70_000_001, 70_000_001],
  );
});

test("of many durations each percentile is within 3 % of the exact one, at every size", () => {
  for (const [count, factor] of [
    [64, 1],
    [1000, 1.02],
    [3000, 1.007],
    [100_000, 1.0002],
  ] as const) {
    const values = Array.from({ length: count }, (_, at) => Math.floor((at % 7) + factor ** at));
    const sorted = values.toSorted((one, other) => one - other);
    const durations = of(values);
    for (const share of shares) {
      const exact = sorted[Math.max(Math.ceil(share * count), 1) - 1] ?? assert.fail();
      const found = durations.percentile(share) ?? assert.fail();
      assert.ok(Math.abs(found - exact) <= 0.03 * exact, `${share} of ${count}: ${found}, not ${exact}`);
    }
  }
});

test("what takes longer than 71 minutes counts as that", () => {
  const day = 86_400_000_000;
  const found = of(Array(100).fill(day)).percentile(0.5) ?? assert.fail();
  assert.ok(Math.abs(found / 2 ** 32 - 1) < 0.03, String(found));
});
