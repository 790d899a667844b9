import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf } from "./day-files.ts";
import { firstWithin, retentionOn } from "./retention.ts";

const from = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => dayOf(Date.parse(first) + at * 86_400_000)).reverse();

test("days count back from today, which is one of them", () => {
  assert.deepEqual(retentionOn("2026-03-08", from("2026-03-01", 8), 3), { first: "2026-03-06", leapFrom: undefined });
  assert.deepEqual(retentionOn("2026-03-08", ["2026-03-08"], 1), { first: "2026-03-08", leapFrom: undefined });
});

test("a few days without a file are believed, more are not", () => {
  assert.equal(retentionOn("2026-03-08", ["2026-03-08", "2026-03-01"], 3).first, "2026-03-06");
  const kept = { first: "2026-02-26", leapFrom: "2026-02-28" };
  assert.deepEqual(retentionOn("2026-03-08", ["2026-03-08", "2026-02-28"], 3), kept);
});

test("behind a leap of the clock the log is kept until a week of files confirms the date", () => {
  const before = from("2026-01-01", 60);
  for (const days of [1, 2, 7]) {
    const leapt = from("2031-05-01", days);
    assert.equal(retentionOn(leapt[0] ?? "", [...leapt, ...before], 90).leapFrom, "2026-03-01", `${days} days`);
  }
  const confirmed = from("2031-05-01", 8);
  assert.equal(retentionOn("2031-05-08", [...confirmed, ...before], 90).leapFrom, undefined);
});

test("a clock that was put back to the right day finds its own days in order", () => {
  const days = ["2031-05-01", ...from("2026-03-01", 5)];
  assert.deepEqual(retentionOn("2026-03-05", days, 2), { first: "2026-03-04", leapFrom: undefined });
});

test("of a log that is too large whole days go, the oldest first, never today's", () => {
  const sizes = [30, 20, 10, 40].map((bytes, at) => ({ day: `2026-03-0${at + 1}`, bytes }));
  const kept = (maxBytes: number, today = "2026-03-04") => firstWithin(maxBytes, today, sizes);
  assert.equal(kept(100), undefined);
  assert.equal(kept(99), "2026-03-02");
  assert.equal(kept(70), "2026-03-02");
  assert.equal(kept(69), "2026-03-03");
  assert.equal(kept(40), "2026-03-04");
  assert.equal(kept(1), "2026-03-04");
  assert.equal(firstWithin(1, "2026-03-04", [{ day: "2026-03-04", bytes: 9 }]), undefined);
  assert.equal(kept(40, "2026-03-03"), "2026-03-03", "a day that the clock has not reached is kept");
});
