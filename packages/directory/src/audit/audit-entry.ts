import type { EpochKind, LockKind, SharedHolder } from "@clavis/core";
import type { Actor } from "../directory.ts";
import type { JsonObject } from "./canonical-json.ts";

export type AuditAction =
  | "account.create"
  | "account.update"
  | "application.create"
  | "application.update"
  | "key.create"
  | "key.revoke"
  | "key.enable"
  | "key.disable"
  | "key.rotate"
  | "key.update"
  | "key.re-anchor"
  | `${SharedHolder}.re-anchor`
  | "role.create"
  | "role.update"
  | "role.remove"
  | "user.create"
  | "user.update"
  | "user.enable"
  | "user.disable"
  | "user.password"
  | "user.invite"
  | "user.reset"
  | "user.format"
  | "user.delete"
  | "link.create"
  | "link.remove"
  | `${LockKind}.lock`
  | `${LockKind}.unlock`
  /** Whatever was derived from it, its sessions and tokens, has ended. */
  | `${EpochKind}.end-derived`
  | "signing-key.create"
  | "signing-key.rotate"
  | "signing-key.activate"
  | "signing-key.retire"
  /** Counts of what happened to sessions in an hour, and of failed logins. */
  | "sessions.digest";

/** What an entry is about. The lock and the epoch of an object are part of it: its entries tell of them too. */
export type ObjectKind =
  | "account"
  | "application"
  | "environment"
  | "key"
  | "user"
  | "role"
  | "link"
  | "sessions"
  | "signing-key";

/**
 * What one change did. `detail` holds `before` and `after` with the members that changed; never a secret or its digest.
 */
export interface AuditFacts {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly actor: Actor;
  readonly action: AuditAction;
  readonly objectKind: ObjectKind;
  /** An account number, the name of a role or environment, or the id of anything else. */
  readonly objectId: string;
  /** The number of the account concerned. */
  readonly account: string | undefined;
  /** The request that asked for the change; undefined where none did, as on the command line. */
  readonly requestId: string | undefined;
  readonly detail: JsonObject;
}

/** One entry of the audit log, which is the change feed: revisions start at 1 and have no gaps. */
export interface AuditEntry extends AuditFacts {
  readonly revision: number;
  /** 16 random bytes, so that an entry can be erased later and its digest tells nothing of it. */
  readonly salt: Uint8Array;
  /** SHA-256 of the salt and the entry's canonical bytes. */
  readonly digest: Uint8Array;
}
