import type { Allowed, Decision, Refused } from "../4-decide/decision.ts";
import type { Balance, Charge, Settlement } from "../kernel/ports.ts";
import { refusal } from "../kernel/refusal.ts";

/** A decision whose charges are settled: what is left of each rate, in the order of the charges. */
export interface Settled {
  readonly decision: Decision;
  readonly charges: readonly Charge[];
  readonly balances: readonly Balance[];
}

const nothing: readonly never[] = [];

/**
 * `pace`: settles all charges of an allowed decision or none. The only step that changes anything; a lost race is the
 * refusal of its check.
 */
export function settle(decision: Decision, settlement: Settlement, time: number): Settled {
  if (decision.effect === "refuse" || decision.charges.length === 0) return unsettled(decision);
  const { charges } = decision;
  const balances = settlement.settle(charges, time);
  const failed = balances.findIndex(({ passed }) => !passed);
  return { decision: failed < 0 ? decision : limited(decision, balances, failed), charges, balances };
}

/** A decision that charges nothing. */
export const unsettled = (decision: Decision): Settled => ({ decision, charges: nothing, balances: nothing });

function limited(decision: Allowed, balances: readonly Balance[], failed: number): Refused {
  const rate = decision.charges[failed]?.rate;
  const retryAfter = Math.ceil((balances[failed]?.retryAfter ?? 0) / 1000);
  const detail = `The rate of ${rate?.limit} requests in ${rate?.seconds} s is used up.`;
  const values = { limit: rate?.limit ?? 0, seconds: rate?.seconds ?? 0 };
  const { operation, principal, account, reach } = decision;
  const why = { ...refusal("pace", "rate_limited", "key.rate", detail, values), retryAfter };
  return { effect: "refuse", operation, principal, account, reach, refusal: why };
}
