/**
 * One rate charged, all-or-nothing sets, and a flood of identities that come once. Prints nanoseconds a settlement and
 * their ratio to a bare look-up and store in a Map of the same keys; each figure is the median of interleaved rounds.
 */
import type { RateCharge } from "../packages/adapters/src/limiter/cell-table.ts";
import { RateCells } from "../packages/adapters/src/limiter/rate-cells.ts";
import { median } from "./median.ts";

const settlements = 200_000;
const rounds = 9;
const keys = 10_000;
/** Each charge of a round comes this much later: no cell is ever used up. */
const stepMs = 1;

const nameOf = (at: number): string => `key_${String(at).padStart(22, "0")}`;
const names = Array.from({ length: keys }, (_, at) => nameOf(at));
const rate = { limit: 1_000_000_000, seconds: 1 };
const charge = (cell: string, seconds = 1): RateCharge => ({
  kind: "rate",
  rule: "key.rate",
  name: "key",
  cell,
  rate: seconds === 1 ? rate : { limit: rate.limit, seconds },
  cost: 1,
});

const ones = names.map((name) => [charge(name)]);
const fours = names.map((name) => [1, 2, 3, 4].map((seconds) => charge(name, seconds)));
const one = [charge("key_one")];
const cells = new RateCells();
const floods = new RateCells({ most: 100_000 });
const bare = new Map(names.map((name) => [name, 0]));
let time = 1_790_000_000_000;
let stranger = 0;

const runs: Record<string, (at: number) => unknown> = {
  "bare Map, 10,000 keys": (at) => {
    const name = names[at % keys] ?? "";
    bare.set(name, (bare.get(name) ?? 0) + 1);
  },
  "one rate, one key": () => cells.settle(one, time),
  "one rate, 10,000 keys": (at) => cells.settle(ones[at % keys] ?? one, time),
  "four rates, 10,000 keys": (at) => cells.settle(fours[at % keys] ?? one, time),
  "identities that come once": () => floods.settle([charge(nameOf(stranger++))], time),
};

function nanoseconds(run: (at: number) => unknown): number {
  const start = process.hrtime.bigint();
  for (let at = 0; at < settlements; at++) {
    if (at % 100 === 0) time += stepMs;
    run(at);
  }
  return Number(process.hrtime.bigint() - start) / settlements;
}

const measured = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++)
  for (const [name, run] of Object.entries(runs)) {
    const taken = nanoseconds(run);
    if (round > 0) measured.get(name)?.push(taken);
  }

const base = median(measured.get("bare Map, 10,000 keys") ?? []);
for (const [name, values] of measured) {
  const taken = median(values);
  console.log(`${name.padEnd(32)}${taken.toFixed(0).padStart(6)} ns${(taken / base).toFixed(2).padStart(8)}`);
}

/** A million identities, each used up at once: nothing can be given up, and still no more is held. */
function flood(): void {
  const held = new RateCells();
  const before = process.memoryUsage();
  let longest = 0;
  const start = performance.now();
  for (let at = 0; at < 1_200_000; at++) {
    const from = performance.now();
    held.settle([{ ...charge(nameOf(at)), rate: { limit: 1, seconds: 86_400 } }], time);
    longest = Math.max(longest, performance.now() - from);
  }
  const taken = performance.now() - start;
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const bytes = heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers;
  console.log(
    `\n1,200,000 identities: ${held.size} cells, ${(bytes / 1e6).toFixed(0)} MB, ${taken.toFixed(0)} ms, longest settlement ${longest.toFixed(1)} ms`,
  );
}
flood();
