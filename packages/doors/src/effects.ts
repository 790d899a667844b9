import type { Judgement, KeyRecord } from "@clavis/core";

/** Where the use of keys is noted, for "last used". Never waits. */
export interface KeyActivity {
  /** `time` in milliseconds since the epoch; `address` is the client's in canonical text, undefined where unknown. */
  used(key: KeyRecord, time: number, address: string | undefined): void;
}

/** What an allowed request leaves behind beside its record. Called after the outcome is known. */
export function applyEffects({ decision, facts }: Judgement, activity: KeyActivity): void {
  if (decision.effect === "allow" && decision.principal.kind === "key")
    activity.used(decision.principal.key, facts.time, facts.address?.text);
}
