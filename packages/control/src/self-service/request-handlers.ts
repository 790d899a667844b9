import { type ExplainedRequest, RequestQuery, type RequestView, validatorOf } from "@clavis/contract";
import { type CheckReport, explain, type Pipeline, parseAddress, type RequestRecord, recordedCall } from "@clavis/core";
import { jsonAnswer, type OwnHandler, type OwnRefusal } from "../handler.ts";
import { callerOf, reachOf, type SelfServiceCaller } from "./caller.ts";
import { invalid, readQuery, readTime } from "./input.ts";

/** One record, or a place where records are missing. */
export type RecordedEntry =
  | { readonly kind: "request"; readonly position: string; readonly record: RequestRecord }
  | { readonly kind: "gap"; readonly position: string };

/** Filters that are taken as the query has them. */
type TextFilters = Omit<RequestQuery, "from" | "to" | "limit" | "status">;

export interface RecordQuery extends TextFilters {
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly account: string;
  readonly environment: string;
  readonly status?: number | `${1 | 2 | 3 | 4 | 5}xx`;
}

/**
 * Where past calls are read. `list` throws a RangeError for a position that is none. `overloaded`: too many questions
 * are open, of the account or in all.
 */
export interface RequestRecords {
  list(query: RecordQuery): Promise<readonly RecordedEntry[] | "overloaded">;
  get(id: string, account: string): Promise<{ readonly record: RequestRecord } | undefined | "overloaded">;
}

const overloaded: OwnRefusal = {
  code: "overloaded",
  detail: "Too many searches of request records are in progress.",
  retryAfter: 1,
};

const usualLimit = 50;

/** `GET /requests`: the account's own calls in this environment, newest first. */
export function listRequestsHandler(records: RequestRecords): OwnHandler {
  const validate = validatorOf(RequestQuery);
  return async (call) => {
    const read = readQuery(validate, call);
    if ("code" in read) return read;
    const query = recordQuery(read.value, callerOf(call.judgement));
    if ("detail" in query) return query;
    const entries = await list(records, query);
    if ("code" in entries) return entries;
    const requests = entries.flatMap((entry) => (entry.kind === "request" ? [requestView(entry.record)] : []));
    const next = entries.length < query.limit ? undefined : entries.at(-1)?.position;
    const gaps = entries.length - requests.length;
    return jsonAnswer(200, { requests, gaps, ...(next !== undefined && { next }) });
  };
}

function recordQuery(query: RequestQuery, self: SelfServiceCaller): RecordQuery | OwnRefusal {
  const from = readTime("from", query.from);
  if ("code" in from) return from;
  const to = readTime("to", query.to);
  if ("code" in to) return to;
  const address = readAddress(query.address);
  if ("code" in address) return address;
  const { from: since, to: until, limit, status, ...texts } = query;
  return {
    ...texts,
    ...address,
    account: reachOf(self).account.number,
    environment: self.environment,
    limit: limit === undefined ? usualLimit : Number(limit),
    ...(from.time !== undefined && { from: from.time }),
    ...(to.time !== undefined && { to: to.time }),
    ...(status !== undefined && { status: statusOf(status) }),
  };
}

/** In the form in which records have it: `2001:DB8:0::1` is found as `2001:db8::1`. */
function readAddress(text: string | undefined): { readonly address?: string } | OwnRefusal {
  if (text === undefined) return {};
  const address = parseAddress(text);
  if (address !== undefined) return { address: address.text };
  return invalid("The query is not valid.", [{ member: "address", detail: "is not an IP address" }]);
}

const statusOf = (text: string): NonNullable<RecordQuery["status"]> =>
  text.endsWith("xx") ? (text as `${1 | 2 | 3 | 4 | 5}xx`) : Number(text);

async function list(records: RequestRecords, query: RecordQuery): Promise<readonly RecordedEntry[] | OwnRefusal> {
  try {
    const entries = await records.list(query);
    return entries === "overloaded" ? overloaded : entries;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return invalid("The query is not valid.", [{ member: "before", detail: "is not a position of an earlier list" }]);
  }
}

/** `GET /requests/{id}`: one call of the account, with what the rules say of it now beside what was decided then. */
export function readRequestHandler(records: RequestRecords, suppose: Pipeline["suppose"]): OwnHandler {
  return async ({ judgement, parameters }) => {
    const self = callerOf(judgement);
    const { account } = reachOf(self);
    const found = await records.get(parameters.get("id") ?? "", account.number);
    if (found === "overloaded") return overloaded;
    if (found === undefined || found.record.account !== account.number || found.record.environment !== self.environment)
      return { code: "not_found", detail: "No such call of this account is recorded." };
    const { record } = found;
    return jsonAnswer(200, { ...requestView(record), now: rulesNow(record, suppose) } satisfies ExplainedRequest);
  };
}

function rulesNow(record: RequestRecord, suppose: Pipeline["suppose"]): ExplainedRequest["now"] {
  const judged = suppose(recordedCall(record));
  if (judged === undefined)
    return { effect: "refuse", sentence: "Whoever made this call does not exist any more.", checks: [] };
  const { sentence, checks } = explain(judged);
  const { principal, effect } = judged.decision;
  const isOwn = principal.kind === "key" && principal.key.account.number === record.account;
  return { effect, sentence, checks: checks.map((report) => shownReport(report, isOwn)) };
}

/** Of a user, and of a portal's key, only the rights in this account are its business: not where else they may act. */
function shownReport({ values, ...report }: CheckReport, isOwn: boolean): ExplainedRequest["now"]["checks"][number] {
  const isShown = values !== undefined && (isOwn || report.check === "right");
  return { ...report, ...(isShown && { values }) };
}

/** What goes out of a record: nothing of other accounts, nothing about the node. */
function requestView(record: RequestRecord): RequestView {
  const { id, method, path, query, operation, effect, status, code, check, rule, values } = record;
  return {
    id,
    time: new Date(record.time).toISOString(),
    method,
    path,
    effect,
    status,
    duration: record.duration,
    ...(query !== undefined && { query }),
    ...(operation !== undefined && { operation }),
    ...(code !== undefined && { code }),
    ...(check !== undefined && { check }),
    ...(rule !== undefined && { rule }),
    ...(values !== undefined && { values: JSON.parse(values) as unknown }),
    ...callerView(record),
    ...(record.notes !== undefined && { notes: record.notes.split(" ") }),
  };
}

/** By whom and from where, as far as it is known. */
function callerView({ credential, user, application, session, token, address, country }: RequestRecord) {
  return {
    ...(credential !== undefined && { credential }),
    ...(user !== undefined && { user }),
    ...(application !== undefined && { application }),
    ...(session !== undefined && { session }),
    ...(token !== undefined && { token }),
    ...(address !== undefined && { address }),
    ...(country !== undefined && { country }),
  };
}
