import type { Balance, Charge } from "../kernel/ports.ts";

const secondsOf = { day: 86_400, month: 2_678_400 } as const;

/**
 * The RateLimit and RateLimit-Policy fields (draft-ietf-httpapi-ratelimit-headers-11): of each policy the requests left
 * and the seconds until all are there again. Both are structured fields lists. Limits that only watch are not told.
 */
export function rateLimitFields(charges: readonly Charge[], balances: readonly Balance[]): string[] {
  const policies: string[] = [];
  const limits: string[] = [];
  for (const [at, charge] of charges.entries()) {
    const balance = balances[at];
    const policy = policyOf(charge);
    if (policy === undefined || balance === undefined) continue;
    const left = Math.max(0, Math.floor(balance.remaining));
    const reset = Math.max(0, Math.ceil(balance.resetAfter / 1000));
    policies.push(`"${policy.name}";q=${policy.limit};w=${policy.seconds}`);
    limits.push(`"${policy.name}";r=${left};t=${reset}`);
  }
  return policies.length === 0 ? [] : ["RateLimit-Policy", policies.join(", "), "RateLimit", limits.join(", ")];
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
