import type { Address } from "../kernel/address.ts";
import type { ListenerName } from "../kernel/raw-request.ts";
import type { Refusal } from "../kernel/refusal.ts";

/**
 * The request, normalised once. Everything later reads this and nothing else.
 * `path` is the canonical path: the string that is judged. Nothing else of the target but a format suffix, the query and
 * what carries credentials is ever told apart from it.
 */
export interface Facts {
  readonly listener: ListenerName;
  /** The environment's name; undefined only where `flaw` says why. Listeners other than public have none. */
  readonly environment: string | undefined;
  readonly method: string;
  /** Canonical path, less the format suffix; where the request is flawed, the path as received. */
  readonly path: string;
  /** The path that goes on: the same, with the format suffix where that is forwarded. */
  readonly upstreamPath: string;
  /** Everything behind the first `?` as received; undefined without one. */
  readonly query: string | undefined;
  /** Names and values in turn, as received. */
  readonly headers: readonly string[];
  /** Lower-case, with its port when it has one. Empty where the request is flawed before it was known. */
  readonly host: string;
  readonly address: Address | undefined;
  readonly addressSource: "peer" | "forwarded" | "stated";
  /** Where the address is, ISO 3166-1 alpha-2; undefined where the data name no country. */
  readonly country: string | undefined | "unavailable";
  /** TLS to us, or to a trusted proxy that says so. */
  readonly secure: boolean;
  readonly time: number;
  readonly requestId: string;
  /** Why the `request` check fails. */
  readonly flaw: Refusal | undefined;
}
