import type { FormatSuffix, Snapshot, TokenReader } from "@clavis/core";
import type {
  AccessTokens,
  Directory,
  RefreshRules,
  Sessions,
  TokenFamilies,
  TokenRevocations,
} from "@clavis/directory";
import type { KeySetOf } from "./key-set-handler.ts";

/** How an environment's tokens are made. Milliseconds. */
export interface TokenTerms {
  /** Of an access token that asks for none, and the longest that may be asked for. */
  readonly lifetime: number;
  readonly maxLifetime: number;
  readonly refresh: RefreshRules & { readonly absolute: number };
}

export interface TokenPorts {
  readonly directory: Directory;
  readonly snapshot: Snapshot;
  readonly accessTokens: AccessTokens;
  readonly families: TokenFamilies;
  readonly revocations: TokenRevocations;
  readonly reader: TokenReader;
  /** Undefined where there are no sessions that tokens could be made in. */
  readonly sessions: Pick<Sessions, "store" | "clock" | "lifetimes" | "uses"> | undefined;
  /** By environment. */
  readonly terms: ReadonlyMap<string, TokenTerms>;
  /** Of the paths of the API. */
  readonly formatSuffix: FormatSuffix | undefined;
  /** The published keys of an environment. */
  readonly keySet: KeySetOf;
}

/** The terms of the environment that is called. */
export function termsOf({ terms }: TokenPorts, environment: string): TokenTerms {
  const found = terms.get(environment);
  if (found === undefined) throw new TypeError(`environment "${environment}" has no terms for tokens`);
  return found;
}
