import type { JsonObject } from "../audit/canonical-json.ts";

/** A named set of rights. There are none but those that the operator makes. */
export interface Role {
  /** Never changes. */
  readonly name: string;
  readonly rights: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
}

export interface RoleSpec {
  readonly name: string;
  readonly rights: readonly string[];
}

/** What the audit log keeps of a role's state. */
export const roleView = ({ name, rights }: RoleSpec): JsonObject => ({ name, rights });
