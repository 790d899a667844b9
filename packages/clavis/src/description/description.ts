import type { Operation, Right, Scheme } from "@clavis/core";
import type { CredentialWord } from "./scheme.ts";

/** What the configuration adds to an OpenAPI description. */
export interface DescriptionSettings {
  /** `schemes` of clavis.yaml: what each scheme carries, by its name. */
  readonly schemes: ReadonlyMap<string, readonly CredentialWord[]>;
  /** Since when the use of a scheme is deprecated, in seconds since the epoch, by the scheme's name. */
  readonly deprecated: ReadonlyMap<string, number>;
  /** The upstreams that an operation may name, by environment. */
  readonly upstreams: ReadonlyMap<string, ReadonlySet<string>>;
  /** `scopes` of clavis.yaml: the rights that a scope stands for. */
  readonly scopes: ReadonlyMap<string, readonly Right[]>;
  /** Canonical, without a trailing slash; wins over `servers`. */
  readonly basePath: string | undefined;
  /** `legacy.keyInQuery`. */
  readonly keyInQuery: boolean;
  /** Clavis's own operations on the listener that serves the API. */
  readonly ownOperations: readonly Operation[];
}

/** An OpenAPI description as the decision sees it. */
export interface Description {
  readonly operations: readonly Operation[];
  /** The schemes that can be executed, each place of the request once. */
  readonly schemes: readonly Scheme[];
}
