import type { Snapshot } from "../kernel/ports.ts";
import type { Beside, Principal } from "../kernel/principal.ts";
import { rejected } from "./rejected.ts";

/**
 * The application of a call by session or token: the one it was given to, and no other beside it (DESIGN 5.4). Rejected
 * where that is gone, or where the key of another one stands in the request.
 */
export function besideOf(
  given: string | undefined,
  beside: Beside | undefined,
  snapshot: Snapshot,
): Beside | undefined | Extract<Principal, { kind: "rejected" }> {
  if (given === undefined) return beside;
  if (beside === undefined) {
    const application = snapshot.findApplication(given);
    return application === undefined
      ? rejected("credential_revoked", "grant.application", "The application that this was given to is no more.")
      : { application, key: undefined, scheme: undefined };
  }
  return beside.application.id === given
    ? beside
    : rejected(
        "application_mismatch",
        "grant.application",
        "This was given to another application than the one calling.",
      );
}
