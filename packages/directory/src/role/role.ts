import type { JsonObject } from "../audit/canonical-json.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import type { RestrictionPatch } from "../restriction/restriction-patch.ts";
import { restrictionsView } from "../restriction/restriction-view.ts";

/** A named set of rights. There are none but those that the operator makes. */
export interface Role {
  /** Never changes. */
  readonly name: string;
  readonly rights: readonly string[];
  /** Narrow whoever acts by this role. */
  readonly restrictions: RestrictionSpec | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

export interface RoleSpec {
  readonly name: string;
  readonly rights: readonly string[];
  readonly restrictions?: RestrictionSpec;
}

/** What may change of the role of this name. A member left out stays as it is; so does a restriction. */
export interface RoleChange {
  readonly name: string;
  readonly rights?: readonly string[];
  readonly restrictions?: RestrictionPatch;
}

/** What the audit log keeps of a role's state. */
export const roleView = ({ name, rights, restrictions }: RoleState): JsonObject => ({
  name,
  rights,
  restrictions: restrictions && restrictionsView(restrictions),
});

/** What of a role can change, and its name. */
export type RoleState = Pick<Role, "name" | "rights" | "restrictions">;
