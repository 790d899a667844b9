import type { Facts } from "../1-facts/facts.ts";
import type { Presented, PresentedCredential } from "../2-extract/presented.ts";
import { isApiKeyForm } from "../kernel/api-key-form.ts";
import type { Resolution } from "../kernel/need.ts";
import type { Snapshot } from "../kernel/ports.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Principal } from "./principal.ts";

const anonymous: Principal = { kind: "anonymous" };

const rejected = (why: Refusal): Principal => ({ kind: "rejected", refusal: why });

const invalid = (detail: string): Principal =>
  rejected(refusal("credential", "credential_invalid", "credential", detail));

/**
 * Whom the presented credential stands for. Genuine is all it says: whether it is revoked, expired or allowed here is
 * judged by `decide`. A password comes back unresolved until it is called with the resolution. Never writes. Throws only
 * what the snapshot throws when its store is too old to trust.
 */
export function verify(
  facts: Facts,
  { caller }: Presented,
  snapshot: Snapshot,
  keyPrefix: string,
  resolution: Resolution | undefined,
): Principal {
  if (caller === undefined) return anonymous;
  switch (caller.kind) {
    case "api-key": {
      // The checksum first: random guesses and cut-off keys never reach the digest.
      const key = isApiKeyForm(keyPrefix, caller.secret) ? snapshot.findKey(caller.secret) : undefined;
      return key === undefined ? invalid("The API key is not known.") : { kind: "key", key, scheme: caller.scheme };
    }
    case "password":
      return verifyPassword(facts, caller, snapshot, resolution);
  }
}

type PresentedPassword = Extract<PresentedCredential, { kind: "password" }>;

const wrongPassword = "The user or the password is wrong.";

function verifyPassword(
  { address }: Facts,
  { user: name, password, scheme }: PresentedPassword,
  snapshot: Snapshot,
  resolution: Resolution | undefined,
): Principal {
  const user = snapshot.findUser(name);
  switch (resolution?.kind) {
    case undefined:
      return { kind: "unresolved", need: { kind: "password", user, name, password, address } };
    case "wrong":
      return invalid(wrongPassword);
    case "throttled":
      return rejected(attemptsExceeded(resolution.retryAfter));
    case "overloaded":
      return rejected(tooBusy(resolution.retryAfter));
    case "unavailable":
      return rejected(
        refusal("credential", "store_unavailable", "password.store", "Passwords can not be checked now."),
      );
    case "genuine": {
      // What was verified must still hold: the user may have been disabled or given a new password meanwhile.
      const same = user?.id === resolution.userId && user.passwordVersion === resolution.passwordVersion;
      return user !== undefined && same && user.enabled ? { kind: "user", user, scheme } : invalid(wrongPassword);
    }
  }
}

function attemptsExceeded(retryAfter: number): Refusal {
  const detail = "Too many wrong passwords for this user or from this address; wait before the next attempt.";
  return { ...refusal("credential", "attempts_exceeded", "password.attempts", detail), retryAfter };
}

function tooBusy(retryAfter: number): Refusal {
  const detail = "Too many passwords are being checked at the moment.";
  return { ...refusal("credential", "overloaded", "password.queue", detail), retryAfter };
}
