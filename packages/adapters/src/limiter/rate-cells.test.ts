import assert from "node:assert/strict";
import { test } from "node:test";
import type { Balance, Rate } from "@clavis/core";
import fc from "fast-check";
import type { RateCharge } from "./cell-table.ts";
import { RateCells } from "./rate-cells.ts";

const start = 1_790_000_000_000;
const rates = fc.record({ limit: fc.integer({ min: 1, max: 50 }), seconds: fc.integer({ min: 1, max: 120 }) });
const burstyRates = rates.chain(({ limit, seconds }) =>
  fc.record({ limit: fc.constant(limit), seconds: fc.constant(seconds), burst: fc.integer({ min: 1, max: limit }) }),
);

const charge = (rate: Rate, cell = "key_7", cost = 1): RateCharge => ({
  ...{ kind: "rate", rule: "key.rate", name: "key" },
  ...{ cell, rate, cost },
});

const passes = (cells: RateCells, rate: Rate, time: number, cell?: string, cost?: number): boolean =>
  cells.settle([charge(rate, cell, cost)], time)[0]?.passed === true;

const countPasses = (cells: RateCells, rate: Rate, times: readonly number[], cell?: string): number =>
  times.filter((time) => passes(cells, rate, time, cell)).length;

const at = (time: number, count: number): readonly number[] => Array<number>(count).fill(time);

const outcomes = (balances: readonly Balance[]): unknown =>
  balances.map(({ passed, remaining }) => [passed, remaining]);

test("AZN-06: 100 settlements at once grant exactly the burst, whatever the rate", () => {
  fc.assert(
    fc.property(burstyRates, (rate) => {
      assert.equal(countPasses(new RateCells(), rate, at(start, 100)), rate.burst);
    }),
  );
});

test("without a burst, the whole limit is granted at once", () => {
  fc.assert(
    fc.property(rates, (rate) => {
      assert.equal(countPasses(new RateCells(), rate, at(start, 100)), rate.limit);
    }),
  );
});

test("a limit of a hundred thousand is granted exactly", () => {
  const rate = { limit: 99_991, seconds: 7 };
  assert.equal(countPasses(new RateCells(), rate, at(start, 150_000)), rate.limit);
});

/** GCRA as it is defined, in integers of any length: ticks of 100 ns. */
class ExactGcra {
  readonly #interval: bigint;
  readonly #window: bigint;
  #arrival: bigint | undefined;

  constructor({ limit, seconds, burst = limit }: Rate) {
    // As documented: rounded up to a tick of 100 ns.
    this.#interval = (BigInt(seconds) * 10_000_000n + BigInt(limit) - 1n) / BigInt(limit);
    this.#window = BigInt(burst) * this.#interval;
  }

  passes(time: number, cost: number): boolean {
    const now = BigInt(time) * 10_000n;
    const arrival = this.#arrival === undefined || this.#arrival < now ? now : this.#arrival;
    const after = arrival + BigInt(cost) * this.#interval;
    if (after - now > this.#window) return false;
    this.#arrival = after;
    return true;
  }
}

test("each call passes or not as in exact arithmetic, whatever its cost, at times years after the first", () => {
  const calls = fc.array(fc.record({ step: fc.nat({ max: 20_000 }), cost: fc.integer({ min: 1, max: 8 }) }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(burstyRates, calls, fc.nat({ max: 28 }), (rate, steps, years) => {
      const cells = new RateCells();
      passes(cells, rate, start, "another");
      const exact = new ExactGcra(rate);
      let time = start + years * 31_557_600_000;
      for (const { step, cost } of steps) {
        time += step;
        assert.equal(passes(cells, rate, time, "key_7", cost), exact.passes(time, cost));
      }
    }),
  );
});

test("no window of time sees more than the burst and what was refilled in it", () => {
  fc.assert(
    fc.property(burstyRates, fc.array(fc.nat({ max: 20_000 }), { maxLength: 200 }), (rate, steps) => {
      const cells = new RateCells();
      let time = start;
      const granted: number[] = [];
      for (const step of steps) {
        time += step;
        if (passes(cells, rate, time)) granted.push(time);
      }
      for (const [first, from] of granted.entries())
        for (let last = first; last < granted.length; last++) {
          const refilled = Math.floor((((granted[last] ?? 0) - from) * rate.limit) / (rate.seconds * 1000));
          assert.ok(last - first + 1 <= rate.burst + refilled);
        }
    }),
  );
});

test("a whole rate is granted again after its seconds at rest", () => {
  const cells = new RateCells();
  const rate = { limit: 10, seconds: 5 };
  assert.equal(countPasses(cells, rate, at(start, 12)), 10);
  assert.equal(countPasses(cells, rate, at(start + 5000, 12)), 10);
});

test("the balance says what is left, when one more passes and when all do", () => {
  const cells = new RateCells();
  const settle = (time: number) => cells.settle([charge({ limit: 2, seconds: 10 })], time)[0];
  assert.deepEqual(settle(start), { passed: true, remaining: 1, retryAfter: 0, resetAfter: 5000 });
  assert.deepEqual(settle(start), { passed: true, remaining: 0, retryAfter: 5000, resetAfter: 10_000 });
  assert.deepEqual(settle(start + 1000), { passed: false, remaining: 0, retryAfter: 4000, resetAfter: 9000 });
  assert.deepEqual(settle(start + 5000), { passed: true, remaining: 0, retryAfter: 5000, resetAfter: 10_000 });
});

test("after what a refused balance tells, a call of the same cost passes, and a millisecond earlier it does not", () => {
  fc.assert(
    fc.property(burstyRates, fc.integer({ min: 1, max: 50 }), fc.nat({ max: 60 }), (rate, cost, before) => {
      fc.pre(cost <= rate.burst);
      const cells = new RateCells();
      countPasses(cells, rate, at(start, before));
      const [balance] = cells.settle([charge(rate, "key_7", cost)], start);
      if (balance === undefined || balance.passed) return;
      const wait = Math.ceil(balance.retryAfter);
      assert.equal(passes(cells, rate, start + wait - 1, "key_7", cost), false);
      assert.equal(passes(cells, rate, start + wait, "key_7", cost), true);
    }),
  );
});

test("a call that costs more than the burst never passes, and is told a time that is finite", () => {
  const cells = new RateCells();
  const rate = { limit: 10, seconds: 10, burst: 3 };
  for (const time of [start, start + 3_600_000]) {
    const [balance] = cells.settle([charge(rate, "key_7", 4)], time);
    assert.deepEqual(balance, { passed: false, remaining: 3, retryAfter: 1000, resetAfter: 0 });
  }
});

test("a cost that is no number, or below nothing, is refused", () => {
  for (const cost of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    const cells = new RateCells();
    assert.equal(passes(cells, { limit: 2, seconds: 60 }, start, "key_7", cost), false);
    assert.equal(countPasses(cells, { limit: 2, seconds: 60 }, at(start, 5)), 2);
  }
});

test("a call that costs nothing always passes and takes nothing", () => {
  const cells = new RateCells();
  const rate = { limit: 2, seconds: 60 };
  countPasses(cells, rate, at(start, 2));
  assert.deepEqual(outcomes(cells.settle([charge(rate, "key_7", 0)], start)), [[true, 0]]);
});

test("several charges are settled together or not at all", () => {
  const cells = new RateCells();
  const wide = charge({ limit: 5, seconds: 60 }, "account");
  const narrow = charge({ limit: 1, seconds: 60 });
  assert.deepEqual(outcomes(cells.settle([wide, narrow], start)), [
    [true, 4],
    [true, 0],
  ]);
  for (let round = 0; round < 10; round++)
    assert.deepEqual(outcomes(cells.settle([wide, narrow], start)), [
      [true, 4],
      [false, 0],
    ]);
  assert.deepEqual(outcomes(cells.settle([wide], start)), [[true, 3]]);
});

test("two charges of one cell count twice, and a set that does not fit as a whole changes nothing", () => {
  const cells = new RateCells();
  const each = charge({ limit: 3, seconds: 60 });
  assert.deepEqual(outcomes(cells.settle([each, each], start)), [
    [true, 2],
    [true, 1],
  ]);
  assert.deepEqual(outcomes(cells.settle([each, each], start)), [
    [true, 1],
    [false, 0],
  ]);
  assert.deepEqual(outcomes(cells.settle([each], start)), [[true, 0]]);
});

test("what was given back can be had again", () => {
  fc.assert(
    fc.property(burstyRates, fc.nat({ max: 60 }), fc.nat({ max: 10_000 }), (rate, before, later) => {
      const [cells, untouched] = [new RateCells(), new RateCells()];
      for (const each of [cells, untouched]) countPasses(each, rate, at(start, before));
      const settled = [charge(rate), charge(rate, "account")];
      if (cells.settle(settled, start).every(({ passed }) => passed)) cells.giveBack(settled, start + later);
      for (const name of ["key_7", "account"]) {
        const times = at(start + later, 60);
        assert.equal(countPasses(cells, rate, times, name), countPasses(untouched, rate, times, name));
      }
    }),
  );
});

test("asking for the balance charges nothing", () => {
  const cells = new RateCells();
  const one = charge({ limit: 2, seconds: 60 });
  for (let count = 0; count < 5; count++) assert.deepEqual(outcomes([cells.balance(one, start)]), [[true, 2]]);
  assert.equal(countPasses(cells, one.rate, at(start, 5)), 2);
  assert.deepEqual(outcomes([cells.balance(one, start)]), [[false, 0]]);
});

test("a shadow rate counts and never refuses, alone or beside others", () => {
  const cells = new RateCells();
  const shadow = charge({ limit: 2, seconds: 60, shadow: true }, "shadow");
  const real = charge({ limit: 4, seconds: 60 });
  const remaining = at(start, 5).map((time) => outcomes(cells.settle([shadow, real], time)));
  assert.deepEqual(remaining.slice(0, 4), [
    [
      [true, 1],
      [true, 3],
    ],
    [
      [true, 0],
      [true, 2],
    ],
    [
      [true, 0],
      [true, 1],
    ],
    [
      [true, 0],
      [true, 0],
    ],
  ]);
  assert.deepEqual(remaining[4], [
    [true, 0],
    [false, 0],
  ]);
});

test("a shadow rate says from where on it would have refused", () => {
  const cells = new RateCells();
  const shadow = charge({ limit: 2, seconds: 60, shadow: true });
  const exceeded = at(start, 3).map((time) => cells.settle([shadow], time)[0]?.exceeded);
  assert.deepEqual(exceeded, [undefined, undefined, true]);
});

test("a shadow rate owes one burst at most: it recovers like any other", () => {
  const cells = new RateCells();
  const shadow = charge({ limit: 2, seconds: 10, shadow: true });
  for (let count = 0; count < 100; count++) cells.settle([shadow], start);
  assert.equal(cells.balance(shadow, start + 5000).remaining, 1);
  assert.equal(cells.balance(shadow, start + 10_000).remaining, 2);
});

test("a clock that goes back grants nothing more and locks out for one interval at most", () => {
  const cells = new RateCells();
  const rate = { limit: 4, seconds: 8 };
  assert.equal(countPasses(cells, rate, at(start, 5)), 4);
  const earlier = start - 3_600_000;
  assert.equal(countPasses(cells, rate, at(earlier, 5)), 0);
  assert.equal(countPasses(cells, rate, at(earlier + 2000, 5)), 1);
  assert.equal(countPasses(cells, rate, at(earlier + 10_000, 9)), 4);
});

test("a key first seen after the clock went back has its whole rate", () => {
  const cells = new RateCells();
  const rate = { limit: 4, seconds: 8 };
  passes(cells, rate, start, "key_1");
  assert.equal(countPasses(cells, rate, at(start - 1_000_000, 9), "key_2"), 4);
});

test("a changed limit, time or burst is another cell, from the next request on", () => {
  const cells = new RateCells();
  const whole = { limit: 10, seconds: 3600, burst: 10 };
  assert.equal(countPasses(cells, whole, at(start, 20)), 10);
  assert.equal(countPasses(cells, { ...whole, limit: 2, burst: 2 }, at(start, 20)), 2);
  assert.equal(countPasses(cells, { ...whole, seconds: 60 }, at(start, 20)), 10);
  assert.equal(countPasses(cells, { ...whole, burst: 3 }, at(start, 20)), 3);
  assert.equal(countPasses(cells, { limit: 10, seconds: 3600 }, at(start, 20)), 0);
});

test("two rules count for themselves, though in the same account and at the same rate", () => {
  const cells = new RateCells();
  const each = charge({ limit: 2, seconds: 60 }, "production C1");
  const other = { ...each, rule: "limit.reports" };
  for (let count = 0; count < 2; count++) cells.settle([each], start);
  assert.deepEqual(outcomes(cells.settle([each], start)), [[false, 0]]);
  assert.deepEqual(outcomes(cells.settle([other], start)), [[true, 1]]);
});

const longRate = { limit: 3, seconds: 86_400 };
const stranger = (number: number): string => `203.0.113.${number}`;

test("NET-04: a million random identities hold no more cells than the bound", () => {
  const most = 50_000;
  const cells = new RateCells({ most });
  for (let number = 0; number < 1_000_000; number++) {
    cells.settle([charge(longRate, stranger(number))], start + number);
    assert.ok(cells.size <= most);
  }
  assert.equal(cells.size, most);
});

test("NET-04: cells at rest are dropped while others come, so that a flood is forgotten", () => {
  const cells = new RateCells();
  const rate = { limit: 10, seconds: 1 };
  for (let number = 0; number < 100_000; number++) passes(cells, rate, start, stranger(number));
  assert.equal(cells.size, 100_000);
  const later = start + 3_600_000;
  for (let number = 0; number < 30_000; number++) passes(cells, rate, later, stranger(-number - 1));
  assert.ok(cells.size < 35_000, `${cells.size} cells are held`);
});

test("NET-04: no flood of new identities resets a limit that is used up", () => {
  const cells = new RateCells({ most: 5000 });
  assert.equal(countPasses(cells, longRate, at(start, 9), "victim"), 3);
  for (let number = 0; number < 100_000; number++) {
    passes(cells, longRate, start, stranger(number));
    if (number % 1000 === 0) assert.equal(passes(cells, longRate, start, "victim"), false);
  }
});

test("NET-04: where every cell is used up, newcomers share one more, and nobody is reset", () => {
  const cells = new RateCells({ most: 5000 });
  const once = { limit: 1, seconds: 86_400 };
  for (let number = 0; number < 5000; number++) assert.equal(passes(cells, once, start, stranger(number)), true);
  const newcomers = Array.from({ length: 100 }, (_, number) => passes(cells, once, start, `new ${number}`));
  assert.equal(newcomers.filter((passed) => passed).length, 1);
  for (let number = 0; number < 5000; number++) assert.equal(passes(cells, once, start, stranger(number)), false);
  assert.equal(cells.size, 5001);
});

test("NET-04: charges of one settlement do not take each other's cells where all are taken", () => {
  const cells = new RateCells({ most: 3 });
  for (let number = 0; number < 3; number++) passes(cells, longRate, start, stranger(number));
  const names = ["a", "b", "c"];
  for (const remaining of [2, 1, 0])
    assert.deepEqual(
      outcomes(
        cells.settle(
          names.map((name) => charge(longRate, name)),
          start,
        ),
      ),
      names.map(() => [true, remaining]),
    );
});

test("a cell may have any name, also one that objects have members of", () => {
  const cells = new RateCells();
  for (const name of ["__proto__", "constructor", "toString"])
    assert.equal(countPasses(cells, { limit: 2, seconds: 60 }, at(start, 5), name), 2);
});
