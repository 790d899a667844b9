import type { JsonObject } from "../audit/canonical-json.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import type { RestrictionPatch } from "../restriction/restriction-patch.ts";
import { restrictionsView } from "../restriction/restriction-view.ts";

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

/** What may change of an application. A member left out stays as it is; so does a restriction. */
export interface ApplicationChange extends Omit<ApplicationSpec, "id" | "restrictions"> {
  readonly restrictions?: RestrictionPatch;
}

/** What an application is made of; the absent name is the id, absent rights are `*`, absent `enabled` is true. */
export interface ApplicationSpec {
  readonly id: string;
  readonly name?: string;
  readonly rights?: readonly string[];
  readonly restrictions?: RestrictionSpec;
  readonly enabled?: boolean;
}

/** What the audit log keeps of an application's state. */
export const applicationView = (application: Omit<Application, "revision">): JsonObject => ({
  id: application.id,
  name: application.name,
  enabled: application.enabled,
  rights: application.rights,
  restrictions: application.restrictions && restrictionsView(application.restrictions),
});
