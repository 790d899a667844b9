import type { Code, Judgement, ProblemMember } from "@clavis/core";

/**
 * A call of one of Clavis's own operations that was allowed. These shapes stand in `doors` too: neither package may
 * import the other, and the composition root proves that they fit.
 */
export interface OwnCall {
  readonly judgement: Judgement;
  /** The parsed body, of a form its fields as texts; undefined where there is none. */
  readonly body: unknown;
  /** Decoded; no name occurs twice. */
  readonly query: ReadonlyMap<string, string>;
  /** The path parameters, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What the client gets; the door adds the headers of the outcome. */
export interface OwnAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
  /** What was noticed, for the record: `legacy:sha1-login`. */
  readonly notes?: readonly string[];
  /** The id of the user who was found to call, for the record. */
  readonly user?: string;
}

/** The operation itself refuses: the door makes the problem document of it. */
export interface OwnRefusal {
  readonly code: Code;
  readonly detail: string;
  readonly problems?: readonly ProblemMember[];
  /** Seconds until it can succeed, where time heals it. */
  readonly retryAfter?: number;
  readonly notes?: readonly string[];
  readonly user?: string;
  /** What the client gets instead of the problem document, where a contract of the provider's says so. */
  readonly shape?: OwnAnswer;
}

export type OwnResult = OwnAnswer | OwnRefusal;

export type OwnHandler = (call: OwnCall) => OwnResult | Promise<OwnResult>;

/** An answer in JSON that no cache keeps. */
export const jsonAnswer = (status: number, body: object): OwnAnswer => ({
  status,
  headers: ["Content-Type", "application/json", "Cache-Control", "no-store"],
  body: `${JSON.stringify(body)}\n`,
});

/** An answer without a body. */
export const emptyAnswer = (status: 204): OwnAnswer => ({
  status,
  headers: ["Cache-Control", "no-store"],
  body: undefined,
});
