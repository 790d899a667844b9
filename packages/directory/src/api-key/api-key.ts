import type { JsonObject } from "../audit/canonical-json.ts";
import type { Actor } from "../directory.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { restrictionsView } from "../restriction/restriction-view.ts";
import { type KeyOwner, ownerView } from "./key-owner.ts";

/** One secret of a key, without the secret and without its digest: neither leaves the store. */
export interface KeyVersion {
  /** From 1. */
  readonly version: number;
  /** The last characters of the secret, for people to recognise it. */
  readonly last4: string;
  readonly createdAt: number;
  /** When it stops working after a rotation. */
  readonly endsAt: number | undefined;
}

/** An API key or application key. Times are milliseconds since the epoch. */
export interface ApiKey {
  readonly id: string;
  readonly environment: string;
  readonly owner: KeyOwner;
  readonly name: string;
  readonly rights: readonly string[];
  /** What limited the creator when the key was made, at least one list. Each must allow, whatever `rights` says. */
  readonly ceilings: readonly (readonly string[])[];
  /** Ids of the links the creator reached the account by, sorted: the key ends with any of them. */
  readonly links: readonly string[];
  readonly restrictions: RestrictionSpec | undefined;
  readonly creator: Actor;
  /** The id of the user it ends with, where it was made so. */
  readonly boundTo: string | undefined;
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly revokedReason: string | undefined;
  readonly createdAt: number;
  /** The revision of the last change. */
  readonly revision: number;
  /** By version, ascending; the last is the newest. */
  readonly versions: readonly KeyVersion[];
}

export type KeyStatus = "active" | "revoked" | "disabled" | "expired" | "not-yet-valid";

/** What a key is good for now. Of several reasons against it, the one that lasts longest. */
export function keyStatus(
  key: Pick<ApiKey, "revokedAt" | "enabled" | "expiresAt" | "notBefore">,
  time: number,
): KeyStatus {
  if (key.revokedAt !== undefined) return "revoked";
  if (key.expiresAt !== undefined && key.expiresAt <= time) return "expired";
  if (!key.enabled) return "disabled";
  if (key.notBefore !== undefined && key.notBefore > time) return "not-yet-valid";
  return "active";
}

/** What the audit log keeps of a key's state. */
export const keyView = (key: Omit<ApiKey, "revision">): JsonObject => ({
  name: key.name,
  environment: key.environment,
  ...ownerView(key.owner),
  rights: key.rights,
  ceilings: key.ceilings,
  links: key.links.length === 0 ? undefined : key.links,
  restrictions: key.restrictions && restrictionsView(key.restrictions),
  boundTo: key.boundTo,
  enabled: key.enabled,
  notBefore: key.notBefore,
  expiresAt: key.expiresAt,
  revokedAt: key.revokedAt,
  revokedReason: key.revokedReason,
  versions: key.versions.map(({ version, last4, endsAt }) => ({ version, last4, endsAt })),
});
