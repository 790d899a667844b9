import type { Address } from "../kernel/address.ts";
import type { ListenerName } from "../kernel/raw-request.ts";
import type { Refusal } from "../kernel/refusal.ts";

/**
 * The request, normalised once. Everything later reads this and nothing else.
 * `path` is the canonical path: the string that is judged, and the bytes that are forwarded.
 */
export interface Facts {
  readonly listener: ListenerName;
  /** The environment's name; undefined only where `flaw` says why. Listeners other than public have none. */
  readonly environment: string | undefined;
  readonly method: string;
  /** Canonical path; where the request is flawed, the path as received. */
  readonly path: string;
  /** Everything behind the first `?` as received; undefined without one. */
  readonly query: string | undefined;
  /** Names and values in turn, as received. */
  readonly headers: readonly string[];
  /** Lower-case, with its port when it has one. Empty where the request is flawed before it was known. */
  readonly host: string;
  readonly address: Address | undefined;
  readonly addressSource: "peer" | "forwarded" | "stated";
  /** TLS to us, or to a trusted proxy that says so. */
  readonly secure: boolean;
  readonly time: number;
  readonly requestId: string;
  /** Why the `request` check fails. */
  readonly flaw: Refusal | undefined;
}
