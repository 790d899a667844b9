import type { PresentedCredential } from "../2-extract/presented.ts";
import type { Snapshot, UserRecord } from "../kernel/ports.ts";
import type { Beside, Principal } from "../kernel/principal.ts";
import { invalid, rejected } from "./rejected.ts";
import type { Verifying } from "./verify.ts";

type PresentedPassword = Extract<PresentedCredential, { kind: "password" }>;

const wrongPassword = "The user or the password is wrong.";

/** The user of this name, once it is known that the password is theirs. */
export function verifyPassword(
  { user: name, password, scheme }: PresentedPassword,
  beside: Beside | undefined,
  { facts: { address }, snapshot, resolution }: Verifying,
): Principal {
  const user = snapshot.findUser(name);
  switch (resolution?.kind) {
    case undefined: {
      // A right password of a locked user counts as a wrong one: that it is not throttled would say that it is right.
      const asked = user === undefined || snapshot.isLocked("user", user.id) ? undefined : user;
      return { kind: "unresolved", need: { kind: "password", user: asked, name, password, form: "plain", address } };
    }
    case "wrong":
      return user !== undefined && snapshot.isLocked("user", user.id) ? locked : invalid(wrongPassword);
    case "throttled":
      return rejected("attempts_exceeded", "password.attempts", tooMany, resolution.retryAfter);
    case "overloaded":
      return rejected("overloaded", "password.queue", tooBusy, resolution.retryAfter);
    case "unavailable":
      return rejected("store_unavailable", "password.store", "Passwords can not be checked now.");
    case "genuine": {
      // What was verified must still hold: the user may have been given a new password meanwhile.
      const same = user?.id === resolution.userId && user.passwordVersion === resolution.passwordVersion;
      return user !== undefined && same ? byPassword(user, scheme, beside, snapshot) : invalid(wrongPassword);
    }
    case "session":
    case "token":
    case "settled":
      throw new TypeError(`a password is not resolved by a ${resolution.kind}`);
  }
}

/** A user by their right password. Why it is refused is for the operator alone: the caller is told what a guesser is. */
export function byPassword(
  user: UserRecord,
  scheme: string,
  beside: Beside | undefined,
  snapshot: Pick<Snapshot, "isLocked">,
): Principal {
  if (!user.enabled) return rejected("credential_invalid", "user.enabled", wrongPassword);
  if (snapshot.isLocked("user", user.id)) return locked;
  return { kind: "user", user, scheme, grant: undefined, beside };
}

const locked = rejected("credential_invalid", "user.lock", wrongPassword);
const tooMany = "Too many wrong passwords for this user or from this address; wait before the next attempt.";
const tooBusy = "Too many passwords are being checked at the moment.";
