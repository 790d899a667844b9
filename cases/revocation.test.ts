import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { lockKinds } from "@clavis/core";
import { lock, unlock } from "@clavis/directory";
import { ends, openPlace, type Place } from "./asking.ts";
import { Bench } from "./bench.ts";
import { moment } from "./names.ts";
import { byOf, removals, type Thing } from "./removals.ts";
import { type Made, type Way, ways } from "./ways.ts";

const actor = "local:cases";

for (const { door, store, open } of ends) {
  describe(`what is revoked, through ${door} on ${store}`, () => {
    let place: Place;
    let bench: Bench;
    before(async () => {
      place = await openPlace("tills", store, open);
      bench = new Bench(place.world);
      place.world.clock.now = moment;
    });
    after(() => place.close());

    const ask = async ({ headers }: Made) => {
      const { record } = await place.ask({ target: "/api/v1/orders", headers });
      return [record.code, record.rule];
    };
    const allowed = [undefined, undefined];

    const concerned = async ({ make }: Way, of: Thing) => {
      const made = await make(bench, {});
      assert.deepEqual(await ask(made), allowed);
      return { made, id: made.things[of] };
    };

    for (const { what, of, remove, refusals } of removals)
      for (const way of ways.filter(({ standsOn }) => standsOn.includes(of)))
        test(`${what} counts for the next request by ${way.name}`, async () => {
          const { made, id } = await concerned(way, of);
          await remove(place.world, id ?? assert.fail());
          assert.deepEqual(await ask(made), refusals[byOf(made.things)] ?? allowed);
        });

    for (const kind of lockKinds)
      for (const way of ways.filter(({ standsOn }) => standsOn.includes(kind)))
        test(`locking the ${kind} refuses the next request by ${way.name}, and unlocking allows the one after`, async () => {
          const { made, id = "" } = await concerned(way, kind);
          const { directory } = place.world.engine;
          await lock(directory, actor, { kind, id }, "lost");
          // AUT-07: nobody learns by a password that its user is locked.
          const isHidden = kind === "user" && byOf(made.things) === "password";
          assert.deepEqual(await ask(made), [isHidden ? "credential_invalid" : "principal_locked", `${kind}.lock`]);
          await unlock(directory, actor, { kind, id });
          assert.deepEqual(await ask(made), allowed);
        });
  });
}
