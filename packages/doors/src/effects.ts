import { besideIn, type Judgement, type KeyRecord, type SessionRecord } from "@clavis/core";

/** Where the use of credentials is noted: "last used" of keys, and that a session is not idle. Never waits. */
export interface Activity {
  /** `time` in milliseconds since the epoch; `address` is the client's in canonical text, undefined where unknown. */
  used(key: KeyRecord, time: number, address: string | undefined): void;
  sessionUsed(session: SessionRecord, time: number, address: string | undefined): void;
}

/**
 * What an allowed request leaves behind beside its record. Called after the outcome is known. A HEAD keeps no session
 * alive (SECURITY SES-02).
 */
export function applyEffects({ decision, facts }: Judgement, activity: Activity): void {
  if (decision.effect !== "allow") return;
  const { principal } = decision;
  const address = facts.address?.text;
  if (principal.kind === "key") activity.used(principal.key, facts.time, address);
  const beside = besideIn(principal)?.key;
  if (beside !== undefined) activity.used(beside, facts.time, address);
  if (principal.kind === "user" && principal.grant?.kind === "session" && facts.method !== "HEAD")
    activity.sessionUsed(principal.grant.session, facts.time, address);
}
