import assert from "node:assert/strict";
import { test } from "node:test";
import type { OwnCall, OwnResult } from "../handler.ts";
import { listRequestsHandler, type RecordQuery, type RequestRecords, readRequestHandler } from "./request-handlers.ts";

const account = { number: "CKLANT001" };

function callWith(query: Readonly<Record<string, string>>): OwnCall {
  const principal = { kind: "key", key: { id: "key_1", account } };
  return {
    judgement: {
      decision: { principal, reach: { account } },
      facts: { environment: "production", requestId: "1" },
    },
    query: new Map(Object.entries(query)),
    parameters: new Map([["id", "request-1"]]),
  } as unknown as OwnCall;
}

/** What the records are asked for by a query; its result is that of an empty log. */
async function asked(query: Readonly<Record<string, string>>): Promise<RecordQuery | OwnResult> {
  let found: RecordQuery | undefined;
  const records: RequestRecords = {
    list: async (wanted) => {
      found = wanted;
      return [];
    },
    get: async () => undefined,
  };
  const result = await listRequestsHandler(records)(callWith(query));
  return found ?? result;
}

const full: RequestRecords = { list: async () => "overloaded", get: async () => "overloaded" };
const never = (): never => assert.fail();

test("whatever is filtered by, only the account's own calls in this environment are asked for", async () => {
  const own = { account: "CKLANT001", environment: "production", limit: 50 };
  const filters = {
    ...{ credential: "key_2", user: "usr_1", application: "app_1", session: "ses_1", token: "tok_1" },
    ...{ country: "BE", note: "legacy:sha1-login", code: "not_found", operation: "listClients", method: "GET" },
    phases: "all",
  };
  assert.deepEqual(await asked(filters), { ...filters, ...own });
  assert.deepEqual(await asked({ status: "4xx" }), { ...own, status: "4xx" });
  for (const foreign of ["account", "environment"]) {
    const result = await asked({ [foreign]: "other" });
    assert.equal("code" in result && result.code, "validation_failed", foreign);
  }
});

test("an address is looked for in the form in which records have it, and what is none is refused", async () => {
  const found = await asked({ address: "2001:DB8:0::1" });
  assert.equal("address" in found && found.address, "2001:db8::1");
  const refused = await asked({ address: "203.0.113.999" });
  assert.ok("code" in refused);
  assert.deepEqual(
    [refused.code, "problems" in refused && refused.problems],
    ["validation_failed", [{ member: "address", detail: "is not an IP address" }]],
  );
});

test("a country that is no two capital letters is refused", async () => {
  for (const country of ["be", "BEL", "", "B1"]) {
    const result = await asked({ country });
    assert.equal("code" in result && result.code, "validation_failed", country);
  }
});

test("an account with too many searches in progress is answered 503 overloaded, with when to come back", async () => {
  const listed = await listRequestsHandler(full)(callWith({}));
  const read = await readRequestHandler(full, never)(callWith({}));
  for (const refusal of [listed, read])
    assert.deepEqual("code" in refusal && [refusal.code, refusal.retryAfter], ["overloaded", 1]);
});
