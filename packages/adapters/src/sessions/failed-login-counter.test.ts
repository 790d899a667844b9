import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { StoreUnavailable } from "@clavis/core";
import type { FailedLogins } from "@clavis/directory";
import { FailedLoginCounter } from "./failed-login-counter.ts";

/** Long enough that nothing is written but where a test asks for it. */
const interval = 1_000_000;

interface Bench {
  readonly counter: FailedLoginCounter;
  readonly written: FailedLogins[];
  readonly problems: unknown[];
  setBroken(isBroken: boolean): void;
}

function bench(t: TestContext): Bench {
  const written: FailedLogins[] = [];
  const problems: unknown[] = [];
  let isBroken = false;
  const journal = {
    addFailedLogins: async (_time: number, failures: readonly FailedLogins[]) => {
      if (isBroken) throw new StoreUnavailable("full");
      written.push(...failures);
    },
  };
  const onProblem = (error: unknown): number => problems.push(error);
  const counter = new FailedLoginCounter({ journal, clock: () => 1, interval, onProblem });
  t.after(() => counter.close());
  const setBroken = (now: boolean): void => {
    isBroken = now;
  };
  return { counter, written, problems, setBroken };
}

test("failed logins of one user from one address are one count", async (t) => {
  const { counter, written } = bench(t);
  for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.2"]) counter.failed("usr_1", address);
  counter.failed(undefined, "192.0.2.1");
  await counter.flush();
  await counter.flush();
  assert.deepEqual(written, [
    { user: "usr_1", address: "192.0.2.1", count: 2 },
    { user: "usr_1", address: "192.0.2.2", count: 1 },
    { user: undefined, address: "192.0.2.1", count: 1 },
  ]);
});

test("counts that can not be written are reported, kept and written later", async (t) => {
  const { counter, written, problems, setBroken } = bench(t);
  setBroken(true);
  counter.failed("usr_1", undefined);
  await counter.flush();
  counter.failed("usr_1", undefined);
  setBroken(false);
  await counter.close();
  assert.equal(problems.length, 1);
  assert.deepEqual(written, [{ user: "usr_1", address: undefined, count: 2 }]);
});

test("memory is bounded under random addresses, and no failure is left out of the count", async (t) => {
  const { counter, written } = bench(t);
  for (let number = 0; number < 25_000; number++) counter.failed(undefined, `address ${number}`);
  await counter.flush();
  assert.equal(written.length, 10_001);
  assert.equal(
    written.reduce((sum, { count }) => sum + count, 0),
    25_000,
  );
});
