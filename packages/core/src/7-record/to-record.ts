import type { Facts } from "../1-facts/facts.ts";
import type { Principal } from "../3-verify/principal.ts";
import type { Decision } from "../4-decide/decision.ts";
import { blotted, blottedHost, blottedQuery, blottedTarget, blottedValues } from "../kernel/blot.ts";
import { headerValue } from "../kernel/header.ts";
import type { RefusalValues } from "../kernel/refusal.ts";
import type { RequestRecord } from "./request-record.ts";

/** How an exchange ended, as the door saw it. Times in milliseconds. */
export interface Ending {
  readonly phase: RequestRecord["phase"];
  /** The status sent; 499 where the client went away before one was. */
  readonly status: number;
  readonly duration: number;
  readonly upstreamTime: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The redacted request record of an exchange. `recordedHeaders` are the lower-case names that may be kept. */
export function toRecord(
  facts: Facts,
  decision: Decision,
  ending: Ending,
  recordedHeaders: readonly string[],
  deprecated: boolean,
): RequestRecord {
  const refusal = decision.effect === "refuse" ? decision.refusal : undefined;
  return {
    id: facts.requestId,
    time: facts.time,
    phase: ending.phase,
    listener: facts.listener,
    environment: facts.environment,
    method: blotted(facts.method, 32),
    path: facts.flaw === undefined ? blotted(facts.path, 1024) : blottedTarget(facts.path, 1024),
    query: facts.query === undefined ? undefined : blottedQuery(facts.query),
    host: blottedHost(facts.host),
    operation: decision.operation?.id,
    effect: decision.effect,
    code: refusal?.code,
    check: refusal?.check,
    rule: refusal?.rule,
    values: refusal === undefined ? undefined : valuesText(refusal.values),
    status: ending.status,
    duration: ending.duration,
    upstreamTime: ending.upstreamTime,
    bytesIn: ending.bytesIn,
    bytesOut: ending.bytesOut,
    ...callerOf(decision.principal),
    deprecated,
    account: accountOf(decision),
    address: facts.address?.text,
    addressSource: facts.addressSource,
    clientRequestId: clientText(facts, "x-request-id"),
    headers: headersText(facts, recordedHeaders),
  };
}

/** The account acted in; where none was reached, the key's own, whose people are to see what was refused. */
function accountOf({ account, principal }: Decision): string | undefined {
  return account?.number ?? (principal.kind === "key" ? principal.key.account.number : undefined);
}

type CallerMembers = Pick<RequestRecord, "credential" | "credentialVersion" | "scheme" | "user">;

function callerOf(principal: Principal): CallerMembers {
  const nobody = { credential: undefined, credentialVersion: undefined, scheme: undefined, user: undefined };
  switch (principal.kind) {
    case "key":
      return {
        ...nobody,
        credential: principal.key.id,
        credentialVersion: principal.key.version,
        scheme: principal.scheme,
      };
    case "user":
      return { ...nobody, scheme: principal.scheme, user: principal.user.id };
    case "anonymous":
    case "rejected":
    case "unresolved":
      return nobody;
  }
}

const valuesText = (values: RefusalValues): string | undefined => {
  const text = JSON.stringify(blottedValues(values));
  return text === "{}" ? undefined : text;
};

function clientText(facts: Facts, name: string): string | undefined {
  const value = headerValue(facts.headers, name);
  return value === undefined || value === "" ? undefined : blotted(value, 128);
}

function headersText(facts: Facts, names: readonly string[]): string | undefined {
  let text = "";
  for (const name of names) {
    const value = headerValue(facts.headers, name);
    if (value !== undefined) text += `${text === "" ? "{" : ","}"${name}":${JSON.stringify(blotted(value, 256))}`;
  }
  return text === "" ? undefined : `${text}}`;
}
