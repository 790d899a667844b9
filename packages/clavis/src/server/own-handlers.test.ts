import assert from "node:assert/strict";
import { test } from "node:test";
import { ownHandlers } from "@clavis/control";
import { ownOperations } from "./own-operations.ts";

const unused = (): never => {
  throw new Error("nothing is called here");
};

test("AZN-01: every operation of Clavis itself has a handler, and no handler is without an operation", () => {
  const handlers = ownHandlers({
    pipeline: { judge: unused, rehearse: unused, rejudge: unused, fail: unused, record: unused },
    now: unused,
    newRequestId: unused,
    defaultHost: "localhost",
    conclude: unused,
    vitals: unused,
  });
  const operations = Object.values(ownOperations).flat();
  assert.deepEqual(operations.map(({ id }) => id).sort(), [...handlers.keys()].sort());
});
