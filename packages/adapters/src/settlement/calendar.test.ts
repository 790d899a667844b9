import assert from "node:assert/strict";
import { test } from "node:test";
import { localTime } from "@clavis/core";
import fc from "fast-check";
import { Calendar } from "./calendar.ts";

const hour = 3_600_000;
const periodAt = (kind: "day" | "month", zone: string, time: string) => {
  const { label, start, end } = new Calendar().periodAt(kind, zone, Date.parse(time));
  return [label, new Date(start).toISOString(), new Date(end).toISOString(), (end - start) / hour];
};

test("a day and a month begin at midnight of the zone", () => {
  assert.deepEqual(periodAt("day", "Europe/Brussels", "2026-11-22T22:59:59.999Z"), [
    "2026-11-22",
    "2026-11-21T23:00:00.000Z",
    "2026-11-22T23:00:00.000Z",
    24,
  ]);
  assert.equal(periodAt("day", "Europe/Brussels", "2026-11-22T23:00:00Z")[0], "2026-11-23");
  assert.deepEqual(periodAt("month", "UTC", "2026-12-31T23:59:59Z"), [
    "2026-12",
    "2026-12-01T00:00:00.000Z",
    "2027-01-01T00:00:00.000Z",
    31 * 24,
  ]);
});

test("in Brussels the day on which summer begins has 23 hours, and the one on which it ends 25", () => {
  for (const time of ["2026-03-28T23:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T21:59:59Z"])
    assert.deepEqual(periodAt("day", "Europe/Brussels", time), [
      "2026-03-29",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
      23,
    ]);
  for (const time of ["2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:59Z"])
    assert.deepEqual(periodAt("day", "Europe/Brussels", time), [
      "2026-10-25",
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z",
      25,
    ]);
  assert.equal(periodAt("month", "Europe/Brussels", "2026-03-15T00:00:00Z")[3], 31 * 24 - 1);
  assert.equal(periodAt("month", "Europe/Brussels", "2026-10-15T00:00:00Z")[3], 31 * 24 + 1);
});

test("where clocks jump over midnight, the day begins at the first moment there is; where it comes twice, at the first", () => {
  assert.deepEqual(periodAt("day", "America/Santiago", "2026-09-06T12:00:00Z"), [
    "2026-09-06",
    "2026-09-06T04:00:00.000Z",
    "2026-09-07T03:00:00.000Z",
    23,
  ]);
  assert.deepEqual(periodAt("day", "America/Havana", "2026-11-01T04:30:00Z"), [
    "2026-11-01",
    "2026-11-01T04:00:00.000Z",
    "2026-11-02T05:00:00.000Z",
    25,
  ]);
  assert.equal(periodAt("day", "America/Santiago", "2026-04-04T12:00:00Z")[3], 25);
});

test("periods of a zone follow one another without gap or overlap, and each moment lies in its own", () => {
  const zones = fc.constantFrom(
    ...["UTC", "Europe/Brussels", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"],
    ...["Pacific/Apia", "Africa/Casablanca", "America/St_Johns", "Asia/Gaza"],
  );
  const times = fc.integer({ min: Date.parse("2020-01-01T00:00:00Z"), max: Date.parse("2035-01-01T00:00:00Z") });
  fc.assert(
    fc.property(zones, fc.constantFrom("day" as const, "month" as const), times, (zone, kind, time) => {
      const calendar = new Calendar();
      const period = calendar.periodAt(kind, zone, time);
      assert.ok(period.start <= time && time < period.end);
      assert.equal(calendar.periodAt(kind, zone, period.end).start, period.end);
      assert.equal(calendar.periodAt(kind, zone, period.start - 1).end, period.start);
      for (const moment of [period.start, time, period.end - 1]) {
        const { year, month, date } = localTime(zone, moment);
        const [labelYear, labelMonth, labelDate] = period.label.split("-").map(Number);
        assert.deepEqual([year, month], [labelYear, labelMonth]);
        if (kind === "day") assert.equal(date, labelDate);
      }
    }),
    { numRuns: 300 },
  );
});
