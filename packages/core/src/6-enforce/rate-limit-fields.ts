import type { Balance, Charge } from "../kernel/ports.ts";

/**
 * The RateLimit and RateLimit-Policy fields (draft-ietf-httpapi-ratelimit-headers-11): requests left and the seconds
 * until all are there again. Both are structured fields lists; the one policy is called `key`.
 */
export function rateLimitFields(charges: readonly Charge[], balances: readonly Balance[]): string[] {
  const [charge] = charges;
  const [balance] = balances;
  if (charge === undefined || balance === undefined) return [];
  const { limit, seconds } = charge.rate;
  const left = Math.max(0, Math.floor(balance.remaining));
  const reset = Math.max(0, Math.ceil(balance.resetAfter / 1000));
  return ["RateLimit-Policy", `"key";q=${limit};w=${seconds}`, "RateLimit", `"key";r=${left};t=${reset}`];
}
