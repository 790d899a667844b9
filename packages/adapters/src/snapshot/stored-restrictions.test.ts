import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress, type Restrictions } from "@clavis/core";
import { compileHolderRestrictions, compileKeyRestrictions, shut } from "./stored-restrictions.ts";

const isIn = ({ networks }: Restrictions, text: string): boolean | undefined => {
  const address = parseAddress(text);
  return address && networks?.has(address);
};

/** Every member that both keys and what holds something can have, as it is stored. */
const stored = {
  networks: ["10.0.0.0/8", "2001:db8::1"],
  countries: ["NL", "BE"],
  hours: "mon-fri 08:00-18:00 Europe/Brussels",
  anchor: { to: "network", mode: "warn" },
  operations: ["openShop", "closeShop"],
  rate: { limit: 2, seconds: 60, burst: 1, shadow: true },
  quota: { limit: 9, period: "month", shadow: false },
};

test("every restriction comes back ready for use", () => {
  const { networks, ...others } = compileKeyRestrictions(JSON.stringify({ ...stored, uses: 3 })) ?? assert.fail();
  assert.deepEqual(others, {
    countries: new Set(["NL", "BE"]),
    hours: {
      text: stored.hours,
      openings: [{ days: [1, 2, 3, 4, 5], from: 480, to: 1080 }],
      zone: "Europe/Brussels",
    },
    anchor: stored.anchor,
    operations: new Set(["openShop", "closeShop"]),
    uses: 3,
    rate: stored.rate,
    quota: stored.quota,
  });
  assert.deepEqual(networks?.texts, ["10.0.0.0/8", "2001:db8::1/128"]);
});

test("an absent member restricts nothing and is absent", () => {
  for (const compile of [compileKeyRestrictions, compileHolderRestrictions]) assert.equal(compile("{}"), undefined);
  assert.deepEqual(compileHolderRestrictions('{"rate":{"limit":2,"seconds":60}}'), { rate: { limit: 2, seconds: 60 } });
  assert.deepEqual(compileHolderRestrictions('{"quota":{"limit":2,"period":"day"}}'), {
    quota: { limit: 2, period: "day" },
  });
});

test("the window of what has no times of its own is kept, from the first millisecond", () => {
  assert.deepEqual(compileHolderRestrictions('{"notBefore":0,"expiresAt":5}'), { notBefore: 0, expiresAt: 5 });
});

test("CFG-05: restrictions that are not understood whole shut whoever has them", () => {
  const damaged = {
    networks: [[], ["10.0.0.0/8", "x"], [5], "10.0.0.0/8", null, {}],
    countries: [[], ["nl"], ["NLD"], ["NL", 5], "NL"],
    hours: ["", "mon-fri", "mon-fri 08:00-18:00", "mon-fri 08:00-18:00 Mars/Phobos", "mon 25:00-26:00 UTC", 5, []],
    anchor: ["address", {}, { to: "address" }, { to: "host", mode: "warn" }, { to: "address", mode: "log" }],
    operations: [[], [""], [5], "openShop"],
    uses: [0, -1, 1.5, "1", null],
    rate: [5, null, [], { limit: 1 }, { limit: 0, seconds: 1 }, { limit: 1, seconds: 1, cost: 2 }],
    quota: [5, {}, { limit: 1 }, { limit: 1, period: "year" }, { limit: "1", period: "day" }],
    later: [1],
  };
  const bursts = [0, 3, "1", null].map((burst) => ({ rate: { limit: 2, seconds: 1, burst } }));
  const shadows = [{ rate: { limit: 2, seconds: 1, shadow: 1 } }, { quota: { limit: 2, period: "day", shadow: null } }];
  const anchors = [{ anchor: { ...stored.anchor, for: 5 } }, { quota: { ...stored.quota, zone: "UTC" } }];
  const single = Object.entries(damaged).flatMap(([name, values]) => values.map((value) => ({ [name]: value })));
  const objects = [...single, ...bursts, ...shadows, ...anchors].map((object) => JSON.stringify(object));
  const others = ["", "null", "[]", '"{}"', '{"__proto__":{}}', '{"constructor":1}', '{"rate":{"__proto__":{}}}'];
  for (const json of [...objects, ...others]) {
    assert.equal(compileKeyRestrictions(json), shut, json);
    assert.equal(compileHolderRestrictions(json), shut, json);
  }
});

test("CFG-05: uses shut whatever is no credential, and a window shuts a key, which has times of its own", () => {
  assert.equal(compileHolderRestrictions('{"uses":1}'), shut);
  for (const json of ['{"notBefore":1}', '{"expiresAt":1}']) assert.equal(compileKeyRestrictions(json), shut);
  for (const json of ['{"notBefore":-1}', '{"expiresAt":"1"}', '{"expiresAt":0.5}'])
    assert.equal(compileHolderRestrictions(json), shut);
});

test("CFG-05: what is shut lies in no network and asks for no operation", () => {
  for (const address of ["0.0.0.0", "::1", "10.1.2.3"]) assert.equal(isIn(shut, address), false);
  assert.equal(shut.operations?.size, 0);
});
