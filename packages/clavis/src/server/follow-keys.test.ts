import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { followKeys } from "./follow-keys.ts";

/** A store that can not be read `failures` times, and a change of it. */
function stand(t: TestContext, failures: number) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { reads: 0, problems: 0 };
  let change: (revision: number) => void = () => undefined;
  const snapshot = {
    onChange(listener: (revision: number) => void) {
      change = listener;
      return () => true;
    },
  };
  const refresh = async (): Promise<void> => {
    if (++seen.reads <= failures) throw new Error("the store can not be read");
  };
  const stop = followKeys(snapshot, { refresh }, () => void seen.problems++);
  const after = async (time: number): Promise<void> => {
    t.mock.timers.tick(time);
    await new Promise(setImmediate);
  };
  return { seen, stop, after, change: () => change(1) };
}

test("JWT-09: signing keys that could not be read after a change are read again without another change", async (t) => {
  const { seen, change, after } = stand(t, 2);
  change();
  await after(0);
  assert.deepEqual(seen, { reads: 1, problems: 1 });
  await after(250);
  await after(250);
  assert.deepEqual(seen, { reads: 3, problems: 1 });
  await after(10_000);
  assert.deepEqual(seen, { reads: 3, problems: 1 }, "what was read is not read again");
});

test("whoever stopped following reads no more", async (t) => {
  const { seen, change, after, stop } = stand(t, 5);
  change();
  await after(0);
  stop();
  await after(10_000);
  assert.equal(seen.reads, 1);
});
