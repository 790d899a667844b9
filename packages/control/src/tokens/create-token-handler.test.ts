import assert from "node:assert/strict";
import { test } from "node:test";
import { everything, type FormatSuffix } from "@clavis/core";
import type { TokenOrder } from "@clavis/directory";
import type { OwnCall } from "../handler.ts";
import { createTokenHandler } from "./create-token-handler.ts";
import type { TokenPorts } from "./token-ports.ts";

/** What a token bound to this path is issued as good for, or the code of the refusal. */
async function boundTo(path: string, formatSuffix: FormatSuffix | undefined): Promise<string | undefined> {
  const orders: TokenOrder[] = [];
  const issue = (order: TokenOrder) => {
    orders.push(order);
    return { token: "a.b.c", id: "tok_1", expiresAt: 1 };
  };
  const ports = {
    directory: { clock: () => 0, settings: { rights: undefined } },
    terms: new Map([["production", { lifetime: 1000, maxLifetime: 1000 }]]),
    accessTokens: { issue },
    formatSuffix,
  } as unknown as TokenPorts;
  const account = { number: "CKLANT001", rights: everything };
  const key = { id: "key_1", account, rights: everything, ceilings: [everything], links: [], expiresAt: 1000 };
  const decision = {
    principal: { kind: "key", key },
    reach: { account, from: account.number, holder: everything, chain: [] },
  };
  const call = {
    judgement: { decision, facts: { environment: "production", requestId: "1" } },
    body: { bind: { method: "GET", path } },
  } as unknown as OwnCall;
  const result = await createTokenHandler(ports)(call);
  return "code" in result ? result.code : orders[0]?.bound?.path;
}

test("a token that is bound to a call is good for that call as it is judged, without the format suffix", async () => {
  const suffix = { text: ".json", forwarded: true };
  assert.equal(await boundTo("/groups.json", suffix), "/groups");
  assert.equal(await boundTo("/groups", suffix), "/groups");
  assert.equal(await boundTo("/groups.json.json", suffix), "/groups.json");
  assert.equal(await boundTo("/groups.json", undefined), "/groups.json");
});

test("a path that no call could have is refused when a token is bound to it", async () => {
  for (const path of ["/a//b", "/%61", "/a?b"]) assert.equal(await boundTo(path, undefined), "validation_failed", path);
});
