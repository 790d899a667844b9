import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { OnceATurn } from "./once-a-turn.ts";

test("the first to ask in a turn of the event loop is told so, and nobody else until the next", async () => {
  const turn = new OnceATurn();
  for (let round = 0; round < 3; round++) {
    assert.deepEqual([turn.isFirst(), turn.isFirst(), turn.isFirst()], [true, false, false]);
    await Promise.resolve();
    assert.equal(turn.isFirst(), false);
    await nextTurn();
  }
});
