import assert from "node:assert/strict";
import { test } from "node:test";
import { ownOperations } from "@clavis/contract";
import { type ControlPorts, ownHandlers } from "@clavis/control";

/** Nothing is called here but the digest of the welcome page's script. */
const directory = { sha256: () => new Uint8Array(32) };
const ports = {
  directory,
  signingIn: { directory, login: { answers: new Map() } },
  tokens: {},
} as unknown as ControlPorts;

test("AZN-01: every operation of Clavis itself has a handler, and no handler is without an operation", () => {
  const ids = ownOperations.map(({ operationId }) => operationId);
  assert.deepEqual([...ownHandlers(ports).keys()].sort(), ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
});
