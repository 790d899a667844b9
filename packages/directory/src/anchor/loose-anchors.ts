import type { Anchors, SharedHolder } from "@clavis/core";
import type { RestrictionSpec } from "../restriction/restriction.ts";

/** An account by its number, an application by its id or a role by its name. */
export interface AnchorHolder {
  readonly kind: SharedHolder;
  readonly id: string;
}

/** What is bound to where it was first used, and the way to let go of it. */
export interface LooseAnchors extends Anchors {
  /** Lets the next use of a credential bind it anew. False where it was not bound. */
  reAnchor(credential: string): Promise<boolean>;
  /** The places a holder is bound to, in every environment and for every user of a role. */
  findShared(holder: AnchorHolder): readonly string[];
  /** Lets go of them: in each environment the next call binds anew. */
  reAnchorShared(holder: AnchorHolder): Promise<void>;
}

/** True where a place that is bound by now says nothing any more: another kind of place binds, or none. */
export const isAnchoredAnew = (before: RestrictionSpec = {}, after: RestrictionSpec = {}): boolean =>
  before.anchor?.to !== after.anchor?.to;
