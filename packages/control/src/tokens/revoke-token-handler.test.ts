import assert from "node:assert/strict";
import { test } from "node:test";
import type { TokenReading, TokenRecord } from "@clavis/core";
import type { OwnCall } from "../handler.ts";
import { revokeTokenHandler } from "./revoke-token-handler.ts";
import type { TokenPorts } from "./token-ports.ts";

/** What is done with a token that reads so. */
async function revoked(token: string, reading: TokenReading, environment = "production") {
  const done: string[] = [];
  const ports = {
    families: {
      find: async (text: string) => (text === "refresh" ? { id: "fam_1", environment: "production" } : undefined),
      end: async (id: string) => void done.push(`end ${id}`),
    },
    reader: { read: () => reading },
    revocations: { revoke: async (id: string, until: number) => void done.push(`revoke ${id} until ${until}`) },
  } as unknown as TokenPorts;
  const call = { judgement: { facts: { environment, time: 0 } }, body: { token } } as unknown as OwnCall;
  const result = await revokeTokenHandler(ports)(call);
  return ["code" in result ? result.code : result.status, ...done];
}

const read = (more: Partial<TokenRecord>): TokenReading => ({
  kind: "genuine",
  token: { id: "tok_1", own: true, environment: "production", expiresAt: 9, ...more } as TokenRecord,
});
const none = { kind: "refused" } as TokenReading;

test("JWT-08: a token is revoked by its id up to its own end, a one-time token too", async () => {
  assert.deepEqual(await revoked("a.b.c", read({})), [204, "revoke tok_1 until 9"]);
  assert.deepEqual(await revoked("a.b.c", read({ oneTime: true })), [204, "revoke tok_1 until 9"]);
});

test("a refresh token ends its family", async () => {
  assert.deepEqual(await revoked("refresh", none), [204, "end fam_1"]);
});

test("RFC 7009: what is no token of this environment is answered alike, and nothing is ended", async () => {
  assert.deepEqual(await revoked("a.b.c", none), [204]);
  assert.deepEqual(await revoked("a.b.c", read({ own: false })), [204]);
  assert.deepEqual(await revoked("a.b.c", read({ environment: "sandbox" })), [204]);
  assert.deepEqual(await revoked("refresh", none, "sandbox"), [204]);
});
