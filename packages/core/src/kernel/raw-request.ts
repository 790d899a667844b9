export type ListenerName = "public" | "private" | "authz";

/**
 * What a door hands to the decision: the request as it arrived, nothing interpreted.
 * A door that judges a described request (the decision API) sets `statedAddress` instead of trusting a peer.
 */
export interface RawRequest {
  readonly listener: ListenerName;
  readonly method: string;
  /** The request target as received, origin form with its query. */
  readonly target: string;
  /** Names and values in turn as received, `rawHeaders` of Node. */
  readonly headers: readonly string[];
  /** The socket's remote address as text; `unix` for a Unix socket. */
  readonly peer: string;
  /** The client's address as a trusted caller states it; forwarded headers are then not read. */
  readonly statedAddress?: string;
  /** True when the connection to us is TLS. */
  readonly secure: boolean;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** UUIDv7 in its usual text form. */
  readonly requestId: string;
  /** What the door's own parser refused before there was a request, such as an oversized header. */
  readonly flaw?: DoorFlaw;
}

/** A refusal by the door's HTTP parser, to be recorded and answered like any other. */
export interface DoorFlaw {
  readonly code: "request_malformed" | "headers_too_large" | "request_timeout" | "content_too_large" | "overloaded";
  readonly detail: string;
}
