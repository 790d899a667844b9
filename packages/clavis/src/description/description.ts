import type { Operation, Right, Scheme } from "@clavis/core";
import type { CredentialWord } from "./credential-words.ts";

/** What the configuration adds to an OpenAPI description. */
export interface DescriptionSettings {
  /** `schemes` of clavis.yaml: what each scheme carries, by its name. */
  readonly schemes: ReadonlyMap<string, readonly CredentialWord[]>;
  /** Since when the use of a scheme is deprecated, and from when it is gone, by the scheme's name. */
  readonly dates: ReadonlyMap<string, SchemeDates>;
  /** The upstreams that an operation may name, by environment. */
  readonly upstreams: ReadonlyMap<string, ReadonlySet<string>>;
  /** `scopes` of clavis.yaml: the rights that a scope stands for. */
  readonly scopes: ReadonlyMap<string, readonly Right[]>;
  /** Canonical, without a trailing slash; wins over `servers`. */
  readonly basePath: string | undefined;
  /** `legacy.keyInQuery`. */
  readonly keyInQuery: boolean;
  /** What is cut off a path before it is matched, such as `.json`. */
  readonly formatSuffix: string | undefined;
  /** Clavis's own operations on the listener that serves the API, with these schemes. */
  readonly ownOperations: (schemes: readonly Scheme[]) => readonly Operation[];
}

/** Seconds since the epoch. */
export type SchemeDates = Pick<Scheme, "deprecatedSince" | "sunset">;

/** An OpenAPI description as the decision sees it. */
export interface Description {
  readonly operations: readonly Operation[];
  /** The schemes that can be executed, each place of the request once. */
  readonly schemes: readonly Scheme[];
  /** The different lists of schemes that its operations ask for together, of those that say who calls; else each alone. */
  readonly alternatives: readonly (readonly string[])[];
}
