import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Check, Code } from "@clavis/core";
import { type Asked, everyDoor, openPlace, type Place } from "./asking.ts";
import { Bench } from "./bench.ts";
import { moment } from "./names.ts";
import { type Made, ways } from "./ways.ts";

type Things = Made["things"];
type Answer = readonly [Check, Code] | undefined;

interface Hurdle {
  readonly what: string;
  readonly asked: Omit<Asked, "headers"> & { readonly headers?: readonly string[] };
  /** Undefined: allowed. */
  readonly answer: (things: Things) => Answer;
  /** How often it is asked; the last one counts. */
  readonly times?: number;
}

const always = (check: Check, code: Code) => (): Answer => [check, code];
const isPassword = ({ user, token, session }: Things): boolean =>
  user !== undefined && token === undefined && session === undefined;

/** A fault of each check, which every caller meets who can; two where it has two sides. */
const hurdles: readonly Hurdle[] = [
  { what: "an ambiguous path", asked: { target: "/api/v1//orders" }, answer: always("request", "request_ambiguous") },
  {
    what: "a host that no environment names, where one takes every other",
    asked: { host: "elsewhere.example:1" },
    answer: () => undefined,
  },
  { what: "an unknown path", asked: { target: "/api/v1/nothing" }, answer: always("operation", "not_found") },
  { what: "an unknown method", asked: { method: "DELETE" }, answer: always("operation", "method_not_allowed") },
  {
    what: "an operation that takes none of it",
    asked: { target: "/api/v1/vouchers" },
    // A cookie that is not asked for is not looked at.
    answer: ({ session }) => ["credential", session === undefined ? "scheme_not_accepted" : "credential_missing"],
  },
  {
    what: "another environment",
    asked: { host: "sandbox.tills.example" },
    // Users are the same everywhere; what is made of them is not, nor is the key of an application.
    answer: (things) =>
      isPassword(things) && things.key === undefined ? undefined : ["standing", "environment_mismatch"],
  },
  {
    what: "an account that is not theirs",
    asked: { headers: ["X-AccountId", "CSUPPL001"] },
    // An application alone acts in no account.
    answer: ({ account }) => (account === undefined ? undefined : ["account", "account_not_reachable"]),
  },
  {
    what: "an account header that is none",
    asked: { headers: ["X-AccountId", "C 1"] },
    answer: always("account", "account_header_invalid"),
  },
  {
    what: "NET-06: a limit of the configuration",
    asked: { method: "POST", target: "/api/v1/exports" },
    times: 3,
    answer: ({ account }) => (account === undefined ? undefined : ["pace", "rate_limited"]),
  },
];

for (const { door, store, open } of everyDoor) {
  describe(`each check, through ${door} on ${store}`, () => {
    let place: Place;
    let bench: Bench;
    before(async () => {
      place = await openPlace("tills", store, open);
      bench = new Bench(place.world);
      place.world.clock.now = moment;
    });
    after(() => place.close());

    for (const { what, asked, answer, times = 1 } of hurdles)
      for (const { name, make } of ways)
        test(`AUT-11: ${what} is the same for ${name}`, async () => {
          const { headers, things } = await make(bench, {});
          const request = { target: "/api/v1/orders", ...asked, headers: [...headers, ...(asked.headers ?? [])] };
          for (let time = 1; time < times; time++) assert.equal((await place.ask(request)).record.code, undefined);
          const { record } = await place.ask(request);
          const found = record.check === undefined ? undefined : [record.check, record.code];
          assert.deepEqual(found, answer(things));
        });

    for (const one of ways)
      for (const other of ways.slice(ways.indexOf(one)))
        test(`AUT-11, LEG-06: ${one.name} with another one, ${other.name}`, async () => {
          const [first, second] = [await one.make(bench, {}), await other.make(bench, {})];
          const headers = [...first.headers, ...second.headers];
          const { record } = await place.ask({ target: "/api/v1/orders", headers });
          const isPair = one.name === "Basic" && other.name === "an application key alone";
          assert.equal(record.effect, isPair ? "allow" : "refuse");
          if (!isPair)
            assert.ok(["credential_conflict", "request_ambiguous", "scheme_not_accepted"].includes(`${record.code}`));
        });
  });
}
