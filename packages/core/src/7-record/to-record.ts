import type { Facts } from "../1-facts/facts.ts";
import type { Decision } from "../4-decide/decision.ts";
import { blotted, blottedHost, blottedQuery, blottedTarget, blottedValues } from "../kernel/blot.ts";
import { headerValue } from "../kernel/header.ts";
import { besideIn, isCaller, type Principal } from "../kernel/principal.ts";
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
  /** What an own operation noticed, such as `legacy:sha1-login`. */
  readonly notes?: readonly string[] | undefined;
  /** The id of the user whom an own operation found to call. */
  readonly user?: string | undefined;
}

/** The redacted request record of an exchange. `recordedHeaders` are the lower-case names that may be kept. */
export function toRecord(
  facts: Facts,
  decision: Decision,
  ending: Ending,
  recordedHeaders: readonly string[],
  { deprecated, notes: noted }: { readonly deprecated: boolean; readonly notes: readonly string[] },
): RequestRecord {
  const refusal = decision.effect === "refuse" ? decision.refusal : undefined;
  const caller = callerOf(decision.principal, ending.user);
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
    credential: caller.credential,
    credentialVersion: caller.credentialVersion,
    scheme: caller.scheme,
    user: caller.user,
    application: caller.application,
    session: caller.session,
    token: caller.token,
    deprecated,
    account: accountOf(decision),
    address: facts.address?.text,
    addressSource: facts.addressSource,
    country: facts.country === "unavailable" ? undefined : facts.country,
    notes: notesText(decision, ending, noted),
    clientRequestId: clientText(facts, "x-request-id"),
    headers: headersText(facts, recordedHeaders),
  };
}

/** The account acted in; where none was reached, the caller's own, whose people are to see what was refused. */
function accountOf({ account, principal }: Decision): string | undefined {
  if (account !== undefined) return account.number;
  switch (principal.kind) {
    case "key":
      return principal.key.account.number;
    case "user":
      return principal.user.mainAccount;
    case "token":
      return principal.account.number;
    case "application":
    case "anonymous":
    case "rejected":
    case "unresolved":
      return undefined;
  }
}

/** Words parted by blanks: of the request as it came, of the decision, and of the operation. */
function notesText(decision: Decision, ending: Ending, noted: readonly string[]): string | undefined {
  const decided = decision.effect === "allow" ? decision.notes : noNotes;
  const { notes: done = noNotes } = ending;
  if (noted.length + decided.length + done.length === 0) return undefined;
  return [...new Set([...noted, ...decided, ...done])].join(" ");
}

const noNotes: readonly string[] = [];

type CallerMembers = Pick<
  RequestRecord,
  "credential" | "credentialVersion" | "scheme" | "user" | "application" | "session" | "token"
>;

/** `credential` is the caller's API key, by which or by whose token it came; else the application's key. */
function callerOf(principal: Principal, found: string | undefined): CallerMembers {
  const beside = besideIn(principal);
  const key = principal.kind === "key" ? principal.key : beside?.key;
  const grant = isCaller(principal) ? principal.grant : undefined;
  return {
    credential: key?.id,
    credentialVersion: principal.kind === "key" && grant !== undefined ? undefined : key?.version,
    scheme: isCaller(principal) ? principal.scheme : beside?.scheme,
    user: principal.kind === "user" ? principal.user.id : found,
    application: beside?.application.id,
    session: grant?.kind === "session" ? grant.session.id : undefined,
    token: grant?.kind === "token" ? grant.token.id : undefined,
  };
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
