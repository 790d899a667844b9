import type { Facts } from "../1-facts/facts.ts";
import type { Code } from "../kernel/code.ts";
import type { KeyRecord, Snapshot } from "../kernel/ports.ts";
import { type Refusal, type RefusalValues, refusal } from "../kernel/refusal.ts";
import { isoTime } from "./iso-time.ts";

const fault = (code: Code, rule: string, detail: string, values: RefusalValues): Refusal =>
  refusal("standing", code, rule, detail, values);

/** Of one key, called `word` in sentences: not revoked, of this environment, in time, enabled and not locked. */
export function keyStanding(key: KeyRecord, facts: Facts, snapshot: Snapshot, word: string): Refusal | undefined {
  if (key.revokedAt !== Number.POSITIVE_INFINITY) {
    const detail = `The ${word} was revoked at ${isoTime(key.revokedAt)}.`;
    return fault("credential_revoked", "key.revokedAt", detail, valuesOf(key));
  }
  const ended = endedBy(key, snapshot, word);
  if (ended !== undefined) return ended;
  if (key.environment !== facts.environment) return mismatch(key, facts, word);
  const untimely = timeFault(key, facts.time, word);
  if (untimely !== undefined) return untimely;
  if (!key.enabled) return fault("credential_disabled", "key.enabled", `The ${word} is disabled.`, valuesOf(key));
  return lockOf(key, snapshot);
}

const valuesOf = ({ id, version }: KeyRecord): RefusalValues => ({ key: id, version });

/** What a key was made over, or is bound to, may have ended meanwhile. */
function endedBy(key: KeyRecord, snapshot: Snapshot, word: string): Refusal | undefined {
  const link = key.links.find((id) => !snapshot.hasLink(id));
  if (link !== undefined) {
    const detail = `The ${word} was made through a link between two accounts, and that link has ended.`;
    return fault("credential_revoked", "key.links", detail, { key: key.id, link });
  }
  if (key.boundTo === undefined || snapshot.findUserById(key.boundTo)?.enabled === true) return undefined;
  const detail = `The ${word} was bound to the user who made it, and that user is disabled or gone.`;
  return fault("credential_revoked", "key.boundTo", detail, { key: key.id, user: key.boundTo });
}

function mismatch(key: KeyRecord, facts: Facts, word: string): Refusal {
  const detail = `The ${word} belongs to the environment "${key.environment}", not to the one called.`;
  const values = { key: key.id, environment: key.environment, called: facts.environment ?? "none" };
  return fault("environment_mismatch", "key.environment", detail, values);
}

/** The moment itself is already too late, and not yet too early. */
function timeFault(key: KeyRecord, time: number, word: string): Refusal | undefined {
  if (time >= key.notBefore && time < key.expiresAt && time < key.versionEndsAt) return undefined;
  const values = { ...valuesOf(key), now: isoTime(time) };
  if (time < key.notBefore) {
    const detail = `The ${word} is valid from ${isoTime(key.notBefore)} on.`;
    const why = fault("credential_not_yet_valid", "key.notBefore", detail, values);
    return { ...why, retryAfter: Math.ceil((key.notBefore - time) / 1000) };
  }
  if (time >= key.expiresAt) {
    const detail = `The ${word} expired at ${isoTime(key.expiresAt)}.`;
    return fault("credential_expired", "key.expiresAt", detail, values);
  }
  const detail = `This secret of the ${word} was replaced; it worked until ${isoTime(key.versionEndsAt)}.`;
  return fault("credential_expired", "key.version.endsAt", detail, values);
}

function lockOf(key: KeyRecord, snapshot: Snapshot): Refusal | undefined {
  if (snapshot.isLocked("key", key.id)) return lockedBy("key", key.id);
  if (key.boundTo !== undefined && snapshot.isLocked("user", key.boundTo)) return lockedBy("user", key.boundTo);
  return key.owner === "account" && snapshot.isLocked("account", key.account.number)
    ? lockedBy("account", key.account.number)
    : undefined;
}

/** Which of a caller's things is locked is said to the operator alone. */
export const lockedBy = (kind: string, id: string): Refusal =>
  fault("principal_locked", `${kind}.lock`, "The credential, or whom it stands for, is locked.", { kind, id });
