import type { Facts } from "../1-facts/facts.ts";
import type { Code } from "../kernel/code.ts";
import type { KeyRecord, Snapshot } from "../kernel/ports.ts";
import { type Refusal, type RefusalValues, refusal } from "../kernel/refusal.ts";

/** The last moment a Date can hold, and so far before 1970 the first; a clock beyond them is shown as that. */
const lastMoment = 8.64e15;

const isoTime = (time: number): string => new Date(Math.max(-lastMoment, Math.min(time, lastMoment))).toISOString();

const fault = (code: Code, rule: string, detail: string, values: RefusalValues): Refusal =>
  refusal("standing", code, rule, detail, values);

/** `standing`: not revoked, of this environment, in time and enabled. Only a genuine key gets as far as this. */
export function standingCheck(key: KeyRecord, facts: Facts, snapshot: Snapshot): Refusal | undefined {
  const values = { key: key.id, version: key.version };
  if (key.revokedAt !== Number.POSITIVE_INFINITY)
    return fault(
      "credential_revoked",
      "key.revokedAt",
      `The API key was revoked at ${isoTime(key.revokedAt)}.`,
      values,
    );
  const ended = key.links.find((id) => !snapshot.hasLink(id));
  if (ended !== undefined) return linkEnded(key, ended);
  if (key.environment !== facts.environment) return mismatch(key, facts);
  return timeFault(key, facts.time) ?? (key.enabled ? undefined : disabled(values));
}

function linkEnded(key: KeyRecord, link: string): Refusal {
  const detail = "The API key was made through a link between two accounts, and that link has ended.";
  return fault("credential_revoked", "key.links", detail, { key: key.id, link });
}

function mismatch(key: KeyRecord, facts: Facts): Refusal {
  const detail = `The API key belongs to the environment "${key.environment}", not to the one called.`;
  const values = { key: key.id, environment: key.environment, called: facts.environment ?? "none" };
  return fault("environment_mismatch", "key.environment", detail, values);
}

const disabled = (values: RefusalValues): Refusal =>
  fault("credential_disabled", "key.enabled", "The API key is disabled.", values);

/** The moment itself is already too late, and not yet too early. */
function timeFault(key: KeyRecord, time: number): Refusal | undefined {
  if (time < key.notBefore) return tooEarly(key, time);
  if (time >= key.expiresAt) {
    const detail = `The API key expired at ${isoTime(key.expiresAt)}.`;
    return fault("credential_expired", "key.expiresAt", detail, timeValues(key, time));
  }
  if (time < key.versionEndsAt) return undefined;
  const detail = `This secret of the API key was replaced; it worked until ${isoTime(key.versionEndsAt)}.`;
  return fault("credential_expired", "key.version.endsAt", detail, timeValues(key, time));
}

function tooEarly(key: KeyRecord, time: number): Refusal {
  const detail = `The API key is valid from ${isoTime(key.notBefore)} on.`;
  const why = fault("credential_not_yet_valid", "key.notBefore", detail, timeValues(key, time));
  return { ...why, retryAfter: Math.ceil((key.notBefore - time) / 1000) };
}

const timeValues = (key: KeyRecord, time: number): RefusalValues => ({
  key: key.id,
  version: key.version,
  now: isoTime(time),
});
