import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Check, type RequestRecord, recordedCall } from "@clavis/core";
import { readCaseFiles } from "./case.ts";
import { openCoreDoor } from "./doors/core-door.ts";
import { moment } from "./names.ts";
import { fill } from "./run.ts";
import { openWorld } from "./world.ts";

/** What these say of a call can be said again by who called, where and in which account. */
const repeatable: ReadonlySet<Check | undefined> = new Set([undefined, "standing", "place", "account", "right"]);

/** What a session or token narrows is not asked again, nor what a refused call would have spent. */
const isOverWithIt = ({ rule = "" }: RequestRecord): boolean =>
  /^(?:session|token|epoch)\./.test(rule) || rule.endsWith(".uses");

describe("a recorded call, judged again by the same rules", () => {
  for (const [name, files] of Map.groupBy(readCaseFiles(), ({ world }) => world))
    test(`is judged as it was, in every case of the world ${name} that says who called`, async (context) => {
      const world = await openWorld(name, "memory");
      context.after(() => world.close());
      const door = await openCoreDoor(world);
      let compared = 0;
      for (const { name: what, request } of files.flatMap(({ cases }) => cases)) {
        world.clock.now = moment + request.at * 1000;
        const { record } = await door.judge(fill(request, world));
        const { credential, user, check, code, rule } = record;
        // What is wrong with X-AccountId itself stands in no record, nor does a second version of a key.
        const isLost = code === "account_header_invalid" || rule === "key.version.endsAt" || isOverWithIt(record);
        if ((credential === undefined && user === undefined) || isLost || !repeatable.has(check)) continue;
        const decision = world.ports.pipeline.suppose(recordedCall(record))?.decision;
        const again = decision?.effect === "refuse" ? decision.refusal : undefined;
        assert.deepEqual([again?.code, again?.rule], [code, rule], what);
        if (code === undefined) assert.equal(decision?.account?.number, record.account, what);
        compared++;
      }
      assert.ok(compared > 2, String(compared));
    });
});
