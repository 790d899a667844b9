import assert from "node:assert/strict";
import { test } from "node:test";
import { pastTimeOf, timeOf } from "./time-text.ts";

const now = Date.UTC(2027, 0, 31, 12);

test("a duration counts onwards for what begins or ends, and back for what was recorded", () => {
  assert.equal(timeOf("2h", "--expires", now), now + 7_200_000);
  assert.equal(pastTimeOf("2h", "--from", now), now - 7_200_000);
});

test("a date means the same in both directions", () => {
  for (const read of [timeOf, pastTimeOf]) assert.equal(read("2027-01-30", "--to", now), Date.UTC(2027, 0, 30));
});
