import assert from "node:assert/strict";
import { test } from "node:test";
import type { OwnCall } from "../handler.ts";
import { listMyAccountsHandler, type MePorts } from "./me-handlers.ts";

const portal = "CPORTAL01";
const clients = Array.from({ length: 1000 }, (_, at) => `C${at}`);

const ports = {
  directory: {
    store: {
      findAccount: async (number: string) => ({ number, name: number }),
      listLinks: async ({ account, after }: { account: string; after?: string }) =>
        account === portal && after === undefined ? clients.map((client) => ({ id: client, portal, client })) : [],
    },
  },
  snapshot: { findAccount: (number: string) => ({ number, enabled: true }) },
} as unknown as MePorts;

const call = {
  judgement: {
    decision: { principal: { kind: "key", key: { id: "key_1", account: { number: portal } } } },
    facts: { environment: "production", requestId: "1" },
  },
} as unknown as OwnCall;

test("listing the accounts of a portal with a thousand clients lets other requests have their turn", async () => {
  let isOver = false;
  let others = 0;
  const count = (): void => {
    if (isOver) return;
    others++;
    setImmediate(count);
  };
  setImmediate(count);
  const answer = await listMyAccountsHandler(ports)(call);
  isOver = true;
  assert.ok("body" in answer);
  assert.equal(JSON.parse(answer.body ?? "").accounts.length, 1001);
  assert.ok(others > 50, `${others} turns`);
});
