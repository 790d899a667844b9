import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rate } from "@clavis/core";
import fc from "fast-check";
import { MemorySettlement } from "./memory-settlement.ts";

const start = 1_790_000_000_000;
const rates = fc.record({ limit: fc.integer({ min: 1, max: 50 }), seconds: fc.integer({ min: 1, max: 120 }) });

const passes = (settlement: MemorySettlement, rate: Rate, time: number, slot = 7): boolean =>
  settlement.settle([{ slot, rate }], time)[0]?.passed === true;

const countPasses = (settlement: MemorySettlement, rate: Rate, times: readonly number[]): number =>
  times.filter((time) => passes(settlement, rate, time)).length;

test("AZN-06: 100 settlements at once grant exactly the limit, whatever the rate", () => {
  fc.assert(
    fc.property(rates, (rate) => {
      assert.equal(countPasses(new MemorySettlement(), rate, Array(100).fill(start)), rate.limit);
    }),
  );
});

test("a limit of a hundred thousand is granted exactly", () => {
  const rate = { limit: 99_991, seconds: 7 };
  assert.equal(countPasses(new MemorySettlement(), rate, Array(150_000).fill(start)), rate.limit);
});

test("no window of time sees more than the limit and what was refilled in it", () => {
  fc.assert(
    fc.property(rates, fc.array(fc.nat({ max: 20_000 }), { maxLength: 200 }), (rate, steps) => {
      const settlement = new MemorySettlement();
      let time = start;
      const granted: number[] = [];
      for (const step of steps) {
        time += step;
        if (passes(settlement, rate, time)) granted.push(time);
      }
      for (const [first, from] of granted.entries())
        for (let last = first; last < granted.length; last++) {
          const refilled = Math.floor((((granted[last] ?? 0) - from) * rate.limit) / (rate.seconds * 1000));
          assert.ok(last - first + 1 <= rate.limit + refilled);
        }
    }),
  );
});

test("a whole rate is granted again after its seconds at rest", () => {
  const settlement = new MemorySettlement();
  const rate = { limit: 10, seconds: 5 };
  assert.equal(countPasses(settlement, rate, Array(12).fill(start)), 10);
  assert.equal(countPasses(settlement, rate, Array(12).fill(start + 5000)), 10);
});

test("the balance says what is left, when one more passes and when all do", () => {
  const settlement = new MemorySettlement();
  const charge = { slot: 0, rate: { limit: 2, seconds: 10 } };
  const settle = (time: number) => settlement.settle([charge], time)[0];
  assert.deepEqual(settle(start), { passed: true, remaining: 1, retryAfter: 0, resetAfter: 5000 });
  assert.deepEqual(settle(start), { passed: true, remaining: 0, retryAfter: 5000, resetAfter: 10_000 });
  assert.deepEqual(settle(start + 1000), { passed: false, remaining: 0, retryAfter: 4000, resetAfter: 9000 });
  assert.deepEqual(settle(start + 5000), { passed: true, remaining: 0, retryAfter: 5000, resetAfter: 10_000 });
});

test("several charges are settled together or not at all", () => {
  const settlement = new MemorySettlement();
  const wide = { slot: 1, rate: { limit: 5, seconds: 60 } };
  const narrow = { slot: 2, rate: { limit: 1, seconds: 60 } };
  assert.deepEqual(outcomes(settlement.settle([wide, narrow], start)), [
    [true, 4],
    [true, 0],
  ]);
  for (let round = 0; round < 10; round++)
    assert.deepEqual(outcomes(settlement.settle([wide, narrow], start)), [
      [true, 4],
      [false, 0],
    ]);
  assert.deepEqual(outcomes(settlement.settle([wide], start)), [[true, 3]]);
});

const outcomes = (balances: ReturnType<MemorySettlement["settle"]>): unknown =>
  balances.map(({ passed, remaining }) => [passed, remaining]);

test("two charges of one slot count twice, and a set that does not fit as a whole changes nothing", () => {
  const settlement = new MemorySettlement();
  const charge = { slot: 3, rate: { limit: 3, seconds: 60 } };
  assert.deepEqual(outcomes(settlement.settle([charge, charge], start)), [
    [true, 2],
    [true, 1],
  ]);
  assert.deepEqual(outcomes(settlement.settle([charge, charge], start)), [
    [true, 1],
    [false, 0],
  ]);
  assert.deepEqual(outcomes(settlement.settle([charge], start)), [[true, 0]]);
});

test("a clock that goes back grants nothing more and locks out for one interval at most", () => {
  const settlement = new MemorySettlement();
  const rate = { limit: 4, seconds: 8 };
  assert.equal(countPasses(settlement, rate, Array(5).fill(start)), 4);
  const earlier = start - 3_600_000;
  assert.equal(countPasses(settlement, rate, Array(5).fill(earlier)), 0);
  assert.equal(countPasses(settlement, rate, Array(5).fill(earlier + 2000)), 1);
  assert.equal(countPasses(settlement, rate, Array(9).fill(earlier + 10_000)), 4);
});

test("a key first seen after the clock went back has its whole rate", () => {
  const settlement = new MemorySettlement();
  const rate = { limit: 4, seconds: 8 };
  passes(settlement, rate, start, 1);
  const times = Array<number>(9).fill(start - 1_000_000);
  assert.equal(times.filter((time) => passes(settlement, rate, time, 2)).length, 4);
});

test("a slot given to another key starts at rest", () => {
  const settlement = new MemorySettlement();
  const rate = { limit: 3, seconds: 3600 };
  assert.equal(countPasses(settlement, rate, Array(5).fill(start)), 3);
  settlement.forget(7);
  settlement.forget(1_000_000);
  assert.equal(countPasses(settlement, rate, Array(5).fill(start)), 3);
});

test("a lowered rate counts from the next request", () => {
  const settlement = new MemorySettlement();
  countPasses(settlement, { limit: 10, seconds: 3600 }, Array(10).fill(start));
  assert.equal(countPasses(settlement, { limit: 2, seconds: 1 }, [start, start + 500, start + 1000, start + 1000]), 2);
});
