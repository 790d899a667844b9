import type { SelfServiceCaller } from "../self-service/caller.ts";

/** When the first of what makes a token ends in any case: its key or session, and the application key beside it. */
export function endOf({ grant, beside, ...caller }: SelfServiceCaller["caller"]): number {
  return Math.min(
    caller.kind === "key" ? caller.key.expiresAt : Number.POSITIVE_INFINITY,
    grant?.kind === "session" ? grant.session.endsAt : Number.POSITIVE_INFINITY,
    beside?.key?.expiresAt ?? Number.POSITIVE_INFINITY,
  );
}
