import assert from "node:assert/strict";
import { test } from "node:test";
import { isOpen, isTimeZone, localTime, type OpeningHours, offsetOf, parseOpeningHours } from "./opening-hours.ts";

function hours(text: string): OpeningHours {
  const read = parseOpeningHours(text);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

/** True of a moment in UTC, `2026-11-21T12:00`. */
const openAt = (text: string, moment: string): boolean => isOpen(hours(text), Date.parse(`${moment}:00Z`));

test("an opening begins with its first minute and is over with its last", () => {
  const week = "mon-fri 08:00-18:00 UTC";
  const friday = "2026-11-20";
  assert.deepEqual(
    ["07:59", "08:00", "17:59", "18:00"].map((minute) => openAt(week, `${friday}T${minute}`)),
    [false, true, true, false],
  );
  assert.equal(openAt(week, "2026-11-21T12:00"), false);
  assert.equal(openAt(week, "2026-11-23T12:00"), true);
});

test("hours over midnight go on into the next day, from Sunday into Monday too", () => {
  const night = "fri,sun 22:00-02:00 UTC";
  for (const [moment, expected] of [
    ["2026-11-20T21:59", false],
    ["2026-11-20T22:00", true],
    ["2026-11-21T01:59", true],
    ["2026-11-21T02:00", false],
    ["2026-11-21T23:00", false],
    ["2026-11-22T23:59", true],
    ["2026-11-23T01:00", true],
    ["2026-11-20T01:00", false],
  ] as const)
    assert.equal(openAt(night, moment), expected, moment);
});

test("an opening up to midnight ends with its own day", () => {
  for (const text of ["sat 20:00-00:00 UTC", "sat 20:00-24:00 UTC"]) {
    assert.equal(openAt(text, "2026-11-21T23:59"), true, text);
    assert.equal(openAt(text, "2026-11-22T00:00"), false, text);
  }
});

test("days may be listed, and run over the end of the week", () => {
  const openDays = (text: string) =>
    Array.from({ length: 7 }, (_, at) => `2026-11-${16 + at}`).map((day) => openAt(text, `${day}T12:00`));
  const [no, yes] = [false, true];
  assert.deepEqual(openDays("sat-mon 00:00-24:00 UTC"), [yes, no, no, no, no, yes, yes]);
  assert.deepEqual(openDays("mon,wed-thu,sun 00:00-24:00 UTC"), [yes, no, yes, yes, no, no, yes]);
  assert.deepEqual(openDays("Tue 00:00-24:00 UTC"), [no, yes, no, no, no, no, no]);
});

test("several openings share one zone", () => {
  const lunch = "mon-fri 08:00-12:00; mon-fri 13:00-17:00 UTC";
  assert.deepEqual(
    ["11:59", "12:30", "13:00"].map((minute) => openAt(lunch, `2026-11-20T${minute}`)),
    [true, false, true],
  );
});

test("hours follow the clocks of their zone when these are changed", () => {
  const brussels = "mon-sun 08:00-18:00 Europe/Brussels";
  assert.equal(openAt(brussels, "2026-10-24T06:00"), true);
  assert.equal(openAt(brussels, "2026-10-25T06:30"), false);
  assert.equal(openAt(brussels, "2026-10-25T07:00"), true);
  assert.equal(openAt(brussels, "2027-03-27T06:30"), false);
  assert.equal(openAt(brussels, "2027-03-28T06:00"), true);
});

test("the hour that comes twice is open twice, the one that is left out never", () => {
  const small = "sun 02:00-03:00 Europe/Brussels";
  assert.deepEqual(
    ["2026-10-24T23:59", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:00"].map((at) => openAt(small, at)),
    [false, true, true, false],
  );
  assert.deepEqual(
    ["2027-03-28T00:59", "2027-03-28T01:00", "2027-03-28T01:30"].map((at) => openAt(small, at)),
    [false, false, false],
  );
});

test("clocks are read in zones of odd offsets, and changes of half an hour", () => {
  assert.deepEqual(localTime("Asia/Kathmandu", Date.UTC(2026, 10, 21, 20)), {
    year: 2026,
    month: 11,
    date: 22,
    day: 7,
    minute: 105,
  });
  const change = Date.UTC(2026, 9, 3, 15, 30);
  assert.equal(offsetOf("Australia/Lord_Howe", change) - offsetOf("Australia/Lord_Howe", change - 1), 30 * 60_000);
});

test("what can not be read is refused, with the part that is wrong", () => {
  for (const text of [
    "",
    "mon-fri 08:00-18:00",
    "mon-fri 08:00-18:00 Mars/Olympus",
    "mon-fri 08:00-18:00 __proto__",
    "mon-fri 8:00-18:00 UTC",
    "mon-fri 08:00-18:60 UTC",
    "mon-fri 08:00-24:01 UTC",
    "mon-fri 24:00-08:00 UTC",
    "mon-fri 08:00-08:00 UTC",
    "mon-fry 08:00-18:00 UTC",
    "mon- 08:00-18:00 UTC",
    "mon-tue-wed 08:00-18:00 UTC",
    "mon,,tue 08:00-18:00 UTC",
    "08:00-18:00 UTC",
    "mon 08:00-18:00; UTC",
  ])
    assert.ok("problem" in parseOpeningHours(text), text);
});

test("a zone is a name that the time zone data know, and no offset", () => {
  assert.deepEqual(["Europe/Brussels", "UTC", "America/Argentina/Ushuaia"].map(isTimeZone), [true, true, true]);
  assert.deepEqual(["", "+01:00", "Europe/Brussel", "UTC\n", "constructor"].map(isTimeZone), Array(5).fill(false));
});
