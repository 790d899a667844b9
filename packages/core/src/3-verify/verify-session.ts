import type { PresentedCredential } from "../2-extract/presented.ts";
import type { Beside, Principal } from "../kernel/principal.ts";
import { besideOf } from "./beside-of.ts";
import { invalid, rejected } from "./rejected.ts";
import type { Verifying } from "./verify.ts";

type PresentedSession = Extract<PresentedCredential, { kind: "session" }>;

/** The user whose session the cookie belongs to. Whether it is still open is judged later. */
export function verifySession(
  { secret, scheme }: PresentedSession,
  beside: Beside | undefined,
  { snapshot, resolution }: Verifying,
): Principal {
  if (resolution === undefined) return { kind: "unresolved", need: { kind: "session", secret } };
  if (resolution.kind === "unavailable")
    return rejected("store_unavailable", "session.store", "Sessions can not be looked up now.");
  if (resolution.kind !== "session") throw new TypeError(`a session is not resolved by a ${resolution.kind}`);
  const { session } = resolution;
  const user = session && snapshot.findUserById(session.user);
  if (session === undefined || user === undefined) return invalid("The session is not known.");
  const given = besideOf(session.application, beside, snapshot);
  if (given !== undefined && "kind" in given) return given;
  return { kind: "user", user, scheme, grant: { kind: "session", session }, beside: given };
}
