import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HashIndex } from "./hash-index.ts";

/** Hashes that crowd together, at the end of the table too, where probing wraps around. */
const hashes = fc.oneof(
  fc.nat({ max: 5 }),
  fc.integer({ min: 2 ** 32 - 6, max: 2 ** 32 - 1 }),
  fc.nat({ max: 2 ** 32 - 1 }),
);
const steps = fc.array(fc.record({ hash: hashes, row: fc.nat({ max: 40 }), add: fc.boolean() }), { maxLength: 300 });

const found = (index: HashIndex, hash: number, row: number): boolean => index.find(hash, (at) => at === row) === row;

test("an index finds what was added and not removed, like a plain set", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const index = new HashIndex();
      const model = new Map<string, { hash: number; row: number }>();
      for (const { hash, row, add } of list) {
        const name = `${hash}/${row}`;
        if (add && !model.has(name)) index.add(hash, row);
        if (!add && model.has(name)) index.remove(hash, row);
        if (add) model.set(name, { hash, row });
        else model.delete(name);
        assert.equal(index.size, model.size);
      }
      for (const { hash, row } of list) assert.equal(found(index, hash, row), model.has(`${hash}/${row}`));
    }),
  );
});

test("an index grows to any size and keeps all it has", () => {
  const index = new HashIndex();
  const hashOf = (row: number): number => Math.imul(row, 0x9e3779b1) >>> 0;
  for (let row = 0; row < 20_000; row++) index.add(hashOf(row), row);
  index.reserve(50_000);
  for (let row = 0; row < 20_000; row++)
    assert.equal(
      index.find(hashOf(row), (at) => at === row),
      row,
    );
  for (let row = 20_000; row < 40_000; row++)
    assert.equal(
      index.find(hashOf(row), () => true),
      -1,
    );
});

test("removing what is not there is a mistake of the program", () => {
  const index = new HashIndex();
  index.add(1, 1);
  assert.throws(() => index.remove(1, 2), RangeError);
});
