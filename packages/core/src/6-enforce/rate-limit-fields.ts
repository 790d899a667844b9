import type { Balance, Charge } from "../kernel/ports.ts";

const secondsOf = { day: 86_400, month: 2_678_400 } as const;

const none: readonly string[] = [];

/**
 * The RateLimit and RateLimit-Policy fields (draft-ietf-httpapi-ratelimit-headers-11): of each policy the requests left
 * and the seconds until all are there again. Both are structured fields lists. Limits that only watch are not told.
 */
export function rateLimitFields(charges: readonly Charge[], balances: readonly Balance[]): readonly string[] {
  let policies = "";
  let limits = "";
  for (let at = 0; at < charges.length; at++) {
    const charge = charges[at];
    const balance = balances[at];
    const policy = charge && policyOf(charge);
    if (policy === undefined || balance === undefined) continue;
    const left = Math.max(0, Math.floor(balance.remaining));
    const reset = Math.max(0, Math.ceil(balance.resetAfter / 1000));
    const comma = policies === "" ? "" : ", ";
    policies += `${comma}"${policy.name}";q=${policy.limit};w=${policy.seconds}`;
    limits += `${comma}"${policy.name}";r=${left};t=${reset}`;
  }
  return policies === "" ? none : ["RateLimit-Policy", policies, "RateLimit", limits];
}

interface Told {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
}

/** A month counts as 31 days: the field has no calendar. */
function policyOf(charge: Charge): Told | undefined {
  switch (charge.kind) {
    case "rate":
      return charge.rate.shadow
        ? undefined
        : { name: charge.name, limit: charge.rate.limit, seconds: charge.rate.seconds };
    case "quota":
      return charge.quota.shadow
        ? undefined
        : { name: charge.name, limit: charge.quota.limit, seconds: secondsOf[charge.quota.period] };
    case "uses":
    case "anchor":
      return undefined;
  }
}
