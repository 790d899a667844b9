import type { LockKind } from "@clavis/core";
import type { Actor } from "../directory.ts";

/** Something that can be locked. */
export interface LockTarget {
  readonly kind: LockKind;
  /** An account's number, an environment's name, the id of anything else. */
  readonly id: string;
}

/** Something that is locked: nothing that stands on it is allowed until it is unlocked. */
export interface Lock extends LockTarget {
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly lockedAt: number;
  readonly actor: Actor;
}
