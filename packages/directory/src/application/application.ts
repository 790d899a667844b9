import type { RestrictionSpec } from "../restriction/restriction.ts";

/** A program that calls the API: it owns application keys. */
export interface Application {
  /** What it is called by: lower-case letters, digits and dashes. Never changes. */
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** A ceiling over everything done with its keys and in its sessions. */
  readonly rights: readonly string[];
  readonly restrictions: RestrictionSpec | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

/** What an application is made of; absent rights are `*`, absent `enabled` is true. */
export interface ApplicationSpec {
  readonly id: string;
  readonly name?: string;
  readonly rights?: readonly string[];
  readonly restrictions?: RestrictionSpec;
  readonly enabled?: boolean;
}
