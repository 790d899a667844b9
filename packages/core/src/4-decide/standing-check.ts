import type { Beside, Caller } from "../kernel/principal.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Case } from "./case.ts";
import { grantStanding } from "./grant-standing.ts";
import { keyStanding, lockedBy } from "./key-standing.ts";

/**
 * `standing` of everything a call stands on: its session or token, the key, user and application behind it. Not
 * revoked, of this environment, in time, enabled and not locked. Only what is genuine gets as far as this.
 */
export function standingCheck(input: Case, caller: Caller): Refusal | undefined {
  return (
    environmentLock(input) ??
    (caller.grant && grantStanding(input, caller, caller.grant)) ??
    ownStanding(input, caller) ??
    (caller.beside && applicationStanding(input, caller.beside))
  );
}

function ownStanding(input: Case, caller: Caller): Refusal | undefined {
  switch (caller.kind) {
    case "key":
      return keyStanding(caller.key, input.facts, input.snapshot, "API key");
    case "user":
      return userStanding(input, caller);
    case "token":
      return undefined;
  }
}

function userStanding({ snapshot, presented }: Case, { user }: Extract<Caller, { kind: "user" }>): Refusal | undefined {
  const values = { user: user.id };
  if (!user.enabled) return refusal("standing", "credential_disabled", "user.enabled", "The user is disabled.", values);
  if (snapshot.isLocked("user", user.id)) return lockedBy("user", user.id);
  const { target } = presented;
  const isOpen = target.kind === "operation" && target.operation.beforePasswordChange === true;
  if (!user.passwordChangeDue || isOpen) return undefined;
  const detail = "The password was set by an operator: choose a new one first, with POST /me/password.";
  return refusal("standing", "password_change_required", "user.password.bootstrap", detail, values);
}

/** Of an application by its key, or by what was given to it. */
export function applicationStanding({ facts, snapshot }: Case, { application, key }: Beside): Refusal | undefined {
  const fault = key && keyStanding(key, facts, snapshot, "application key");
  if (fault !== undefined) return fault;
  if (snapshot.isLocked("application", application.id)) return lockedBy("application", application.id);
  if (application.enabled) return undefined;
  const values = { application: application.id };
  return refusal("standing", "credential_disabled", "application.enabled", "The application is disabled.", values);
}

export function environmentLock({ facts, snapshot }: Pick<Case, "facts" | "snapshot">): Refusal | undefined {
  const { environment } = facts;
  return environment !== undefined && snapshot.isLocked("environment", environment)
    ? lockedBy("environment", environment)
    : undefined;
}
