import assert from "node:assert/strict";
import { test } from "node:test";
import { HasherBusy } from "@clavis/directory";
import { BoundedTurns } from "./bounded-turns.ts";

const untouched = (): Promise<never> => assert.fail("it was begun");

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
  const all = Array.from({ length: 12 }, (_, at) => turns.run("known", () => work(at)));
  const results = await Promise.allSettled(all);
  assert.equal(most, 2);
  assert.deepEqual(order, [...Array(12).keys()]);
  assert.deepEqual(results.map(({ status }) => status === "rejected").indexOf(true), 1);
});

test("beyond the places to wait, work is refused and not begun", async () => {
  const turns = new BoundedTurns(1, 1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const both = [turns.run("known", () => promise), turns.run("stranger", () => promise)];
  for (const waiter of ["known", "stranger"] as const) await assert.rejects(turns.run(waiter, untouched), HasherBusy);
  resolve();
  await Promise.all(both);
  assert.equal(await turns.run("stranger", async () => "again"), "again");
});

test("AUT-06: strangers have half of the places, and the other half is free for who is known", async () => {
  const turns = new BoundedTurns(1, 4);
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = turns.run("stranger", () => promise);
  const strangers = [turns.run("stranger", () => promise), turns.run("stranger", () => promise)];
  assert.deepEqual([turns.isFullFor("stranger"), turns.isFullFor("known")], [true, false]);
  await assert.rejects(turns.run("stranger", untouched), HasherBusy);
  const known = [turns.run("known", async () => "one"), turns.run("known", async () => "two")];
  await assert.rejects(turns.run("known", untouched), HasherBusy);
  resolve();
  assert.deepEqual(await Promise.all(known), ["one", "two"]);
  await Promise.all([running, ...strangers]);
  assert.equal(turns.isFullFor("stranger"), false);
});
