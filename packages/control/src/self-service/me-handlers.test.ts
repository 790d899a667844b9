import assert from "node:assert/strict";
import { test } from "node:test";
import type { PasswordResolution } from "@clavis/core";
import type { OwnCall, OwnResult } from "../handler.ts";
import { changePasswordHandler, listMyAccountsHandler, type MePorts } from "./me-handlers.ts";

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

test("AUT-14: of a user's calls for a new password one at a time has theirs proved and hashed", async () => {
  const proof = Promise.withResolvers<PasswordResolution>();
  let asked = 0;
  const handler = changePasswordHandler({
    directory: { store: { findUser: async () => ({ id: "user_1", email: "jan@domain.be" }) } },
    snapshot: { findUserById: () => undefined },
    provePassword: () => {
      asked++;
      return proof.promise;
    },
  } as unknown as MePorts);
  const from = (id: string) =>
    ({
      judgement: {
        decision: { principal: { kind: "user", user: { id } } },
        facts: { environment: "production", requestId: "1" },
      },
      body: { current: "the present one", password: "a whole new password 9" },
    }) as unknown as OwnCall;
  const codeOf = (result: OwnResult): string => ("code" in result ? result.code : String(result.status));
  const first = handler(from("user_1"));
  const [same, other] = [await handler(from("user_1")), handler(from("user_2"))];
  assert.equal(codeOf(same), "conflict");
  proof.resolve({ kind: "wrong" });
  assert.deepEqual([codeOf(await first), codeOf(await other), asked], ["credential_invalid", "credential_invalid", 2]);
  assert.equal(codeOf(await handler(from("user_1"))), "credential_invalid");
});
