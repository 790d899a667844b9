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
  application: applicationIn(record),
  account: accountAskedFor(record),
});

/** What a session or token limits beside the user or key it stands for is over with it, and not asked again. */
function callerIn({ credential, user, scheme }: RequestRecord): SupposedCaller | undefined {
  if (user !== undefined) return { kind: "user", id: user, scheme };
  return credential === undefined ? undefined : { kind: "key", id: credential, scheme };
}

/** Beside a user it is the application's key that the record names, or none stood there. */
function applicationIn({ application, credential, user }: RequestRecord): SupposedCall["application"] {
  if (application === undefined) return undefined;
  return { id: application, presented: credential !== undefined, key: user === undefined ? undefined : credential };
}

/** An account that was not reached stands among the refusal's values: the record's own account is then the key's. */
function accountAskedFor({ account, rule, values }: RequestRecord): string | undefined {
  // The main account that the record is kept for was not asked for.
  if (rule === "user.mainAccount") return undefined;
  if (rule !== "account.reach" || values === undefined) return account;
  const { wanted }: { readonly wanted?: unknown } = JSON.parse(values);
  return typeof wanted === "string" ? wanted : account;
}
