import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectoryError, type TokenOrder } from "@clavis/directory";
import type { SelfServiceCaller } from "../self-service/caller.ts";
import { issueWithFamily } from "./open-family.ts";
import type { TokenPorts } from "./token-ports.ts";

const now = 1_700_000_000_000;
const source = { kind: "user", id: "user_1" } as const;
const order = {
  environment: "production",
  subject: source,
  account: "CKLANT001",
  rights: ["*"],
} as unknown as TokenOrder;
const self = { environment: "production", caller: { kind: "user" } } as unknown as SelfServiceCaller;

/** The ports over one family, and what was done to it. */
function stand(issue: (order: TokenOrder) => object) {
  const done: string[] = [];
  const refresh = { idle: 1, interval: 0, retryWindow: 0, absolute: 60_000 };
  const ports = {
    directory: { clock: () => now },
    snapshot: { epochOf: () => 0 },
    terms: new Map([["production", { lifetime: 1, maxLifetime: 1, refresh }]]),
    families: {
      open: async ({ endsAt }: { readonly endsAt: number }) => {
        done.push(`opened until ${endsAt - now}`);
        return { family: { id: "fam_1" }, token: "first" };
      },
      end: async (id: string) => void done.push(`ended ${id}`),
    },
    accessTokens: { issue },
  } as unknown as TokenPorts;
  return { ports, done };
}

test("an access token with a refresh token names the family that both are of", async () => {
  const { ports, done } = stand(({ session }) => ({ id: session }));
  const { issued, refreshToken } = await issueWithFamily(ports, self, order, source);
  assert.deepEqual([issued.id, refreshToken, done], ["fam_1", "first", ["opened until 60000"]]);
});

test("where no access token could be made nothing is left of its family", async () => {
  const tooLong = new DirectoryError("validation_failed", "rights: are too many");
  const { ports, done } = stand(() => {
    throw tooLong;
  });
  await assert.rejects(issueWithFamily(ports, self, order, source), tooLong);
  assert.deepEqual(done, ["opened until 60000", "ended fam_1"]);
});
