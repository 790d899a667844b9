import type { SupposedCall, SupposedCaller } from "../kernel/supposed-call.ts";
import type { RequestRecord } from "./request-record.ts";

/**
 * A recorded call, to be judged once more. Headers other than the account are not part of it, nor is the query; what
 * was wrong with those is not found again.
 */
export const recordedCall = (record: RequestRecord): SupposedCall => ({
  method: record.method,
  target: record.path,
  host: record.host,
  address: record.address,
  time: record.time,
  caller: callerIn(record),
  account: accountAskedFor(record),
});

function callerIn({ credential, user, scheme }: RequestRecord): SupposedCaller | undefined {
  if (credential !== undefined) return { kind: "key", id: credential, scheme };
  return user === undefined ? undefined : { kind: "user", id: user, scheme };
}

/** An account that was not reached stands among the refusal's values: the record's own account is then the key's. */
function accountAskedFor({ account, rule, values }: RequestRecord): string | undefined {
  if (rule !== "account.reach" || values === undefined) return account;
  const { wanted }: { readonly wanted?: unknown } = JSON.parse(values);
  return typeof wanted === "string" ? wanted : account;
}
