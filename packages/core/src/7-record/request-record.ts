import type { Check } from "../kernel/check.ts";
import type { Code } from "../kernel/code.ts";
import type { ListenerName } from "../kernel/raw-request.ts";

/**
 * One call, redacted: no secret, no query value, no header off the allow-list. Text fields have no control
 * characters. `-` never stands for absence here: undefined does.
 */
export interface RequestRecord {
  /** The request id, UUIDv7. */
  readonly id: string;
  /** Milliseconds since the epoch at arrival. */
  readonly time: number;
  /**
   * A stream writes `opened` at the decision and `closed` at its end; everything else writes `whole`, and in strict mode
   * `closed` too where the answer broke off behind that record.
   */
  readonly phase: "whole" | "opened" | "closed";
  readonly listener: ListenerName;
  readonly environment: string | undefined;
  readonly method: string;
  /** Canonical path with anything that looks like a credential blotted out, at most 1,024 characters. */
  readonly path: string;
  /** The query with every value blotted out: `page=…&apikey=…`. */
  readonly query: string | undefined;
  readonly host: string;
  readonly operation: string | undefined;
  readonly effect: "allow" | "refuse";
  readonly code: Code | undefined;
  readonly check: Check | undefined;
  readonly rule: string | undefined;
  /** The refusal's values as JSON. */
  readonly values: string | undefined;
  /**
   * The answer's status; 499 where the client went away before one was sent. 0 while a stream is open, and for a call that
   * the decision API allowed: its answer is somebody else's.
   */
  readonly status: number;
  /** Milliseconds from arrival to the end of the answer, and the part of it spent waiting for the upstream. */
  readonly duration: number;
  readonly upstreamTime: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly credential: string | undefined;
  readonly credentialVersion: number | undefined;
  readonly scheme: string | undefined;
  /** The id of the user who called. */
  readonly user: string | undefined;
  /** The application whose key stood in the request, or that the session or token was given to. */
  readonly application: string | undefined;
  /** Public id of the session, and id (`jti`) of the token, by which the caller came. */
  readonly session: string | undefined;
  readonly token: string | undefined;
  /** Where the address is, ISO 3166-1 alpha-2; undefined where no data say. */
  readonly country: string | undefined;
  /** Words parted by blanks: what was noticed and not refused, such as `legacy:sha1-login` or `anchor:moved`. */
  readonly notes: string | undefined;
  /** True when the scheme is one whose use is deprecated. */
  readonly deprecated: boolean;
  readonly account: string | undefined;
  readonly address: string | undefined;
  readonly addressSource: "peer" | "forwarded" | "stated";
  readonly clientRequestId: string | undefined;
  /** Allow-listed request headers as JSON object of lower-case names. */
  readonly headers: string | undefined;
}
