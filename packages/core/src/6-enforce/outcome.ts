import type { Operation } from "../kernel/operation.ts";

/** Names and values in turn, ready for `writeHead`. */
export type HeaderPairs = readonly string[];

/**
 * What a door carries out. Doors add nothing and decide nothing.
 * `answerHeaders` go on whatever answer the client gets (request id, CORS, Vary, rate limits).
 */
export type Outcome =
  | {
      readonly kind: "forward";
      readonly operation: Operation;
      readonly method: string;
      /** Canonical path and the query less credential parameters. */
      readonly target: string;
      /** The upstream's request headers, whole: hop-by-hop and credentials gone, identity set. No Host. */
      readonly headers: HeaderPairs;
      readonly answerHeaders: HeaderPairs;
      /** Cookies that an upstream can not set: those that carry credentials of ours. */
      readonly ownCookies: ReadonlySet<string>;
      /** Header names (lower-case) the door removes from the upstream's answer because Clavis sets them. */
      readonly replaced: ReadonlySet<string>;
    }
  /** One of Clavis's own operations, to be handled by `control`. */
  | { readonly kind: "own"; readonly operation: Operation; readonly answerHeaders: HeaderPairs }
  /** A complete answer: a refusal's problem document or a preflight's 204. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly answerHeaders: HeaderPairs;
      readonly body: string | undefined;
      /** Close the connection after the answer: what is left on it can not be trusted. */
      readonly close: boolean;
    };
