import {
  type Code,
  type HeaderPairs,
  type Judgement,
  type Outcome,
  type Pipeline,
  type ProblemMember,
  StoreUnavailable,
} from "@clavis/core";
import type { Exchange, ExchangePorts } from "../exchange/exchange.ts";
import { CallFault } from "./call-fault.ts";
import { pathParameters, queryParameters } from "./parameters.ts";
import { membersOf, readBody } from "./read-body.ts";

/** A call of one of Clavis's own operations, decided and read. */
export interface OwnCall {
  readonly judgement: Judgement;
  /** The parsed body, of a form its fields as texts; undefined where there is none. Not validated against any schema. */
  readonly body: unknown;
  /** Decoded; no name occurs twice. */
  readonly query: ReadonlyMap<string, string>;
  /** The path parameters of the operation's template, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface OwnAnswer {
  readonly status: number;
  /** With Content-Type where there is a body. Content-Length and the outcome's own headers are added. */
  readonly headers: HeaderPairs;
  readonly body: string | undefined;
  /** What was noticed, for the record. */
  readonly notes?: readonly string[];
  /** The id of the user who was found to call, for the record. */
  readonly user?: string;
}

/** The operation itself refuses: a problem document is made of it. */
export interface OwnRefusal {
  readonly code: Code;
  readonly detail: string;
  readonly problems?: readonly ProblemMember[];
  /** Seconds until it can succeed, where time heals it. */
  readonly retryAfter?: number;
  readonly notes?: readonly string[];
  readonly user?: string;
  /** What the client gets instead of the problem document. */
  readonly shape?: OwnAnswer;
}

/** May throw `StoreUnavailable` (503); anything else it throws is answered 500 `internal` and reported. */
export type OwnHandler = (call: OwnCall) => OwnAnswer | OwnRefusal | Promise<OwnAnswer | OwnRefusal>;

/** Handlers by operationId. */
export type OwnHandlers = ReadonlyMap<string, OwnHandler>;

/**
 * Carries out an outcome of kind `own`: reads the request, calls the operation's handler, sends its answer. Refusals of
 * its own: 400 `request_malformed`, `request_ambiguous` and `credential_misplaced`, 413 `content_too_large`, 415 `media_type_unsupported`, 500
 * `internal`, 503 `store_unavailable`.
 */
export async function answerOwn(
  exchange: Exchange,
  outcome: Extract<Outcome, { kind: "own" }>,
  handlers: OwnHandlers,
  { pipeline, onError }: Pick<ExchangePorts, "pipeline" | "onError">,
): Promise<void> {
  try {
    const handler = handlers.get(outcome.operation.id);
    if (handler === undefined) throw new TypeError(`no handler is bound to ${outcome.operation.id}`);
    const call = await readCall(exchange, outcome, pipeline);
    refuseEnded(exchange, pipeline);
    exchange.isAtWork = true;
    const result = await handler(call);
    exchange.found = { notes: result.notes ?? [], user: result.user };
    if ("code" in result) refuse(exchange, result, outcome.answerHeaders);
    else exchange.answer(result.status, [...result.headers, ...outcome.answerHeaders], result.body);
  } catch (error) {
    if (error instanceof CallFault) exchange.fail(error.code, error.message);
    else {
      onError(error, exchange.judgement.facts.requestId);
      if (error instanceof StoreUnavailable) exchange.fail("store_unavailable", "The store can not be reached.");
      else exchange.fail("internal", "The operation met an error of ours.");
    }
  }
}

function refuse(
  exchange: Exchange,
  { code, detail, problems, retryAfter, shape }: OwnRefusal,
  answerHeaders: HeaderPairs,
): void {
  const extras = { ...(problems && { problems }), ...(retryAfter !== undefined && { retryAfter }) };
  if (shape === undefined) exchange.fail(code, detail, extras);
  else exchange.refuseAs(code, detail, { ...shape, headers: [...shape.headers, ...answerHeaders] });
}

async function readCall(
  exchange: Exchange,
  { operation }: Extract<Outcome, { kind: "own" }>,
  pipeline: Pipeline,
): Promise<OwnCall> {
  const { judgement } = exchange;
  const query = queryParameters(judgement.facts.query);
  const parameters = pathParameters(operation.template, judgement.facts.path);
  const body = await readBody(exchange, operation.acceptsForm === true);
  const misplaced = pipeline.misplaced(judgement, membersOf(body));
  if (misplaced !== undefined) throw new CallFault("credential_misplaced", misplaced);
  return { judgement, body, query, parameters };
}

/** What ended while the body was on its way must not make anything any more. */
function refuseEnded({ judgement }: Exchange, pipeline: Pipeline): void {
  const ended = pipeline.rejudge(judgement, judgement.facts.time);
  if (ended !== undefined) throw new CallFault(ended.code, ended.detail);
}

/** The operationIds among `operations` that no handler is bound to: a start with any of them is refused. */
export function unboundOperations(
  operations: Iterable<{ readonly id: string; readonly owner: string }>,
  handlers: OwnHandlers,
): string[] {
  return [...operations].filter(({ id, owner }) => owner === "clavis" && !handlers.has(id)).map(({ id }) => id);
}
