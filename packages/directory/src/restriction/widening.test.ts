import assert from "node:assert/strict";
import { test } from "node:test";
import type { RestrictionSpec } from "./restriction.ts";
import { wideningProblems } from "./widening.ts";

const membersOf = (wide: RestrictionSpec, narrow: RestrictionSpec): readonly string[] =>
  wideningProblems(wide, narrow, "restrictions", "the key").map(({ member }) => member);

test("KEY-04: what is no wider, or newly restricted, widens nothing", () => {
  const pairs: readonly (readonly [RestrictionSpec, RestrictionSpec])[] = [
    [{}, { networks: ["10.0.0.0/8"], countries: ["BE"], hours: "mon 08:00-18:00 UTC", uses: 1 }],
    [{}, { anchor: { to: "country", mode: "observe" }, quota: { limit: 9, period: "day" } }],
    [{ networks: ["10.0.0.0/8"] }, { networks: ["10.1.0.0/16", "10.2.3.4/32"] }],
    [{ countries: ["BE", "NL"] }, { countries: ["NL"] }],
    [{ operations: ["a", "b"] }, { operations: ["b"] }],
    [{ hours: "mon 08:00-18:00 UTC" }, { hours: "mon 08:00-18:00 UTC" }],
    [{ anchor: { to: "network", mode: "warn" } }, { anchor: { to: "address", mode: "enforce" } }],
    [{ uses: 5 }, { uses: 5 }],
    [{ rate: { limit: 60, seconds: 60 } }, { rate: { limit: 60, seconds: 60, burst: 1 } }],
    [{ rate: { limit: 1, seconds: 60, shadow: true } }, { rate: { limit: 9, seconds: 1 } }],
    [{ quota: { limit: 100, period: "day" } }, { quota: { limit: 100, period: "month" } }],
    [{ quota: { limit: 3100, period: "month" } }, { quota: { limit: 100, period: "day" } }],
  ];
  for (const [wide, narrow] of pairs) assert.deepEqual(membersOf(wide, narrow), [], JSON.stringify([wide, narrow]));
});

test("KEY-04: whatever would allow more is named", () => {
  const cases: readonly (readonly [RestrictionSpec, RestrictionSpec, string])[] = [
    [{ networks: ["10.0.0.0/8"] }, { networks: ["10.1.0.0/16", "11.0.0.0/8"] }, "networks[1]"],
    [{ networks: ["10.0.0.0/8"] }, { networks: ["10.0.0.0/7"] }, "networks[0]"],
    [{ countries: ["BE"] }, { countries: ["BE", "NL"] }, "countries[1]"],
    [{ operations: ["a"] }, { operations: ["b"] }, "operations[0]"],
    [{ hours: "mon 08:00-18:00 UTC" }, { hours: "tue 08:00-18:00 UTC" }, "hours"],
    [{ anchor: { to: "address", mode: "warn" } }, { anchor: { to: "network", mode: "enforce" } }, "anchor"],
    [{ anchor: { to: "network", mode: "warn" } }, { anchor: { to: "network", mode: "observe" } }, "anchor"],
    [{ uses: 5 }, { uses: 6 }, "uses"],
    [{ rate: { limit: 60, seconds: 60 } }, { rate: { limit: 61, seconds: 3600 } }, "rate"],
    [{ rate: { limit: 60, seconds: 60 } }, { rate: { limit: 30, seconds: 29 } }, "rate"],
    [{ rate: { limit: 60, seconds: 60, burst: 5 } }, { rate: { limit: 60, seconds: 60 } }, "rate"],
    [{ rate: { limit: 60, seconds: 60 } }, { rate: { limit: 1, seconds: 60, shadow: true } }, "rate"],
    [{ quota: { limit: 100, period: "day" } }, { quota: { limit: 101, period: "month" } }, "quota"],
    [{ quota: { limit: 3099, period: "month" } }, { quota: { limit: 100, period: "day" } }, "quota"],
    [{ quota: { limit: 9, period: "day" } }, { quota: { limit: 9, period: "day", shadow: true } }, "quota"],
  ];
  for (const [wide, narrow, member] of cases)
    assert.deepEqual(membersOf(wide, narrow), [`restrictions.${member}`], JSON.stringify([wide, narrow]));
});
