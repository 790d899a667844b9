import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Check, Code } from "@clavis/core";
import type { RestrictionSpec } from "@clavis/directory";
import { type Asked, everyDoor, openPlace, type Place } from "./asking.ts";
import { Bench, type HolderKind, type Narrow } from "./bench.ts";
import { moment } from "./names.ts";
import { ways } from "./ways.ts";

/** A request for the orders, with these differences; `at` in seconds after the moment of the cases. */
interface Attempt extends Pick<Asked, "method" | "address"> {
  readonly at?: number;
}

interface Row {
  readonly what: string;
  readonly spec: RestrictionSpec;
  /** What carries such a restriction; everything where it is not said. */
  readonly on?: readonly HolderKind[];
  /** Allowed; what it spends or binds is gone for the other. */
  readonly passes: Attempt;
  readonly fails: Attempt;
  readonly refusal: readonly [Check, Code, member: string];
}

const netherlands = "127.0.20.1";
const unitedStates = "127.0.21.1";
const spent: readonly HolderKind[] = ["key", "token", "applicationKey"];
const seasonal: readonly HolderKind[] = ["account", "application", "role"];
const minute = { seconds: 60 } as const;
const season = { notBefore: moment, expiresAt: moment + 60_000 };

const anchored = (to: "address" | "network" | "country"): Pick<Row, "what" | "spec" | "passes"> => ({
  what: `NET-02: the ${to} of the first use`,
  spec: { anchor: { to, mode: "enforce" } },
  passes: { address: netherlands },
});

const rows: readonly Row[] = [
  {
    what: "NET-01: a network",
    spec: { networks: ["127.0.20.0/24"] },
    passes: { address: netherlands },
    fails: { address: unitedStates },
    refusal: ["place", "ip_not_allowed", "networks"],
  },
  {
    what: "NET-03: a country",
    spec: { countries: ["BE", "NL"] },
    passes: { address: netherlands },
    fails: { address: unitedStates },
    refusal: ["place", "country_not_allowed", "countries"],
  },
  {
    what: "opening hours",
    spec: { hours: "sat 13:00-13:10 Europe/Brussels" },
    passes: { at: 599 },
    fails: { at: 600 },
    refusal: ["place", "outside_hours", "hours"],
  },
  {
    what: "the end of a season",
    spec: season,
    on: seasonal,
    passes: { at: 59 },
    fails: { at: 60 },
    refusal: ["standing", "credential_expired", "expiresAt"],
  },
  {
    what: "the beginning of a season",
    spec: { notBefore: moment + 30_000 },
    on: seasonal,
    passes: { at: 30 },
    fails: { at: 29 },
    refusal: ["standing", "credential_not_yet_valid", "notBefore"],
  },
  { ...anchored("address"), fails: { address: "127.0.20.2" }, refusal: ["place", "ip_not_allowed", "anchor"] },
  { ...anchored("network"), fails: { address: "127.0.0.1" }, refusal: ["place", "ip_not_allowed", "anchor"] },
  { ...anchored("country"), fails: { address: unitedStates }, refusal: ["place", "country_not_allowed", "anchor"] },
  {
    what: "an operation",
    spec: { operations: ["listOrders"] },
    passes: {},
    fails: { method: "POST" },
    refusal: ["right", "operation_not_allowed", "operations"],
  },
  {
    what: "NET-06: a rate",
    spec: { rate: { limit: 1, ...minute } },
    passes: {},
    fails: { at: 59 },
    refusal: ["pace", "rate_limited", "rate"],
  },
  {
    what: "NET-06: a quota",
    spec: { quota: { limit: 1, period: "day" } },
    passes: {},
    fails: { at: 600 },
    refusal: ["pace", "quota_exceeded", "quota"],
  },
  {
    what: "a number of uses",
    spec: { uses: 1 },
    on: spent,
    passes: {},
    fails: {},
    refusal: ["standing", "credential_used", "uses"],
  },
];

/** What the rules of an application's key begin with, too. */
const ruleOf = (holder: HolderKind): string => (holder === "applicationKey" ? "key" : holder);

for (const { door, store, open } of everyDoor) {
  describe(`what narrows a call, through ${door} on ${store}`, () => {
    let place: Place;
    let bench: Bench;
    before(async () => {
      place = await openPlace("tills", store, open);
      bench = new Bench(place.world);
    });
    after(() => place.close());

    const ask = async (headers: readonly string[], { at = 0, ...asked }: Attempt) => {
      place.world.clock.now = moment + at * 1000;
      const { record } = await place.ask({ target: "/api/v1/orders", ...asked, headers });
      return [record.check, record.code, record.rule];
    };

    for (const { what, spec, on, passes, fails, refusal } of rows)
      for (const { name, holders, make } of ways)
        for (const holder of holders.filter((each) => on?.includes(each) ?? true))
          test(`AUT-11, ${what} of the ${holder} holds for ${name}`, async () => {
            place.world.clock.now = moment;
            const narrow: Narrow = { [holder]: spec };
            const { headers } = await make(bench, narrow);
            assert.deepEqual(await ask(headers, passes), [undefined, undefined, undefined]);
            const [check, code, member] = refusal;
            assert.deepEqual(await ask(headers, fails), [check, code, `${ruleOf(holder)}.${member}`]);
          });
  });
}

test("each kind of thing that can be narrowed is narrowed on some way, and each way is narrowed", () => {
  const narrowed = new Set(ways.flatMap(({ holders }) => holders));
  assert.deepEqual([...narrowed].sort(), ["account", "application", "applicationKey", "key", "role", "token"]);
  for (const { name, holders } of ways) assert.ok(holders.length > 0, name);
});
