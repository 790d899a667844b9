import assert from "node:assert/strict";
import { test } from "node:test";
import { HasherBusy } from "@clavis/directory";
import { BoundedTurns } from "./bounded-turns.ts";

test("AUT-14: so many run at once, the others in their order, and a failure frees its turn", async () => {
  const turns = new BoundedTurns(2, 10);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const work = async (number: number): Promise<void> => {
    order.push(number);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    if (number === 1) throw new Error("failed");
  };
  const results = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => turns.run(() => work(at))));
  assert.equal(most, 2);
  assert.deepEqual(order, [...Array(12).keys()]);
  assert.deepEqual(results.map(({ status }) => status === "rejected").indexOf(true), 1);
});

test("beyond the places to wait, work is refused and not begun", async () => {
  const turns = new BoundedTurns(1, 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const both = [turns.run(() => promise), turns.run(() => promise)];
  await assert.rejects(
    turns.run(() => assert.fail("it was begun")),
    HasherBusy,
  );
  resolve();
  await Promise.all(both);
  assert.equal(await turns.run(async () => "again"), "again");
});
