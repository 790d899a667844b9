import type { SelfServiceCaller } from "../self-service/caller.ts";

/** When what makes a token ends in any case. */
export function endOf(caller: SelfServiceCaller["caller"]): number {
  const own = caller.kind === "key" ? caller.key.expiresAt : Number.POSITIVE_INFINITY;
  return caller.grant?.kind === "session" ? Math.min(own, caller.grant.session.endsAt) : own;
}
