import type { Allowed, Decision, Refused } from "../4-decide/decision.ts";
import type { Balance, Charge, Settlement } from "../kernel/ports.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";

/** A decision whose charges are settled: what is left of each rate, in the order of the charges. */
export interface Settled {
  readonly decision: Decision;
  readonly charges: readonly Charge[];
  readonly balances: readonly Balance[];
}

/** Charges that must be durable first. */
export interface Unsettled {
  readonly decision: Allowed;
  readonly waiting: readonly Charge[];
}

const nothing: readonly never[] = [];

/**
 * `pace`: settles all charges of an allowed decision or none. The only step that changes anything; a lost race is the
 * refusal of its check.
 */
export function settle(decision: Decision, settlement: Settlement, time: number): Settled | Unsettled {
  if (decision.effect === "refuse" || decision.charges.length === 0) return unsettled(decision);
  const balances = settlement.settle(decision.charges, time);
  return balances === undefined ? { decision, waiting: decision.charges } : settledWith(decision, balances);
}

/** A decision that charges nothing. */
export const unsettled = (decision: Decision): Settled => ({ decision, charges: nothing, balances: nothing });

/** A decision with what became of its charges. TypeError where something else was settled. */
export function settledWith(decision: Allowed, balances: readonly Balance[]): Settled {
  const { charges } = decision;
  if (balances.length !== charges.length)
    throw new TypeError(`${balances.length} balances of ${charges.length} charges`);
  const failed = balances.findIndex(({ passed }) => !passed);
  const charge = charges[failed];
  const balance = balances[failed];
  if (charge !== undefined && balance !== undefined)
    return { decision: refusedBy(decision, lost(charge, balance)), charges, balances };
  if (!balances.some(({ exceeded }) => exceeded === true)) return { decision, charges, balances };
  const shadows = charges.flatMap((each, at) =>
    balances[at]?.exceeded === true && "name" in each ? [`shadow:${each.name}`] : [],
  );
  return { decision: { ...decision, notes: [...decision.notes, ...shadows] }, charges, balances };
}

const unwritten = refusal(
  "pace",
  "store_unavailable",
  "settlement.store",
  "What this request costs can not be written down now.",
);

/** Charges that could not be made durable: nothing was settled. */
export const unpaid = (decision: Allowed): Refused => refusedBy(decision, unwritten);

/** A decision that came to nothing after all. */
export const refusedBy = ({ operation, principal, account, reach }: Decision, why: Refusal): Refused => ({
  effect: "refuse",
  operation,
  principal,
  account,
  reach,
  refusal: why,
});

function lost(charge: Charge, { retryAfter }: Balance): Refusal {
  const wait = Math.ceil(retryAfter / 1000);
  switch (charge.kind) {
    case "rate": {
      const { limit, seconds } = charge.rate;
      const detail = `The rate of ${limit} requests in ${seconds} s is used up.`;
      const values = { limit, seconds, name: charge.name };
      return { ...refusal("pace", "rate_limited", charge.rule, detail, values), retryAfter: wait };
    }
    case "quota": {
      const { limit, period } = charge.quota;
      const detail = `The quota of ${limit} requests a ${period} is used up.`;
      const values = { limit, period, name: charge.name };
      return { ...refusal("pace", "quota_exceeded", charge.rule, detail, values), retryAfter: wait };
    }
    case "uses": {
      const detail = `The credential could be used ${charge.uses === 1 ? "once" : `${charge.uses} times`}, and was.`;
      return refusal("standing", "credential_used", charge.rule, detail, { uses: charge.uses });
    }
    case "anchor": {
      const code = charge.to === "country" ? "country_not_allowed" : "ip_not_allowed";
      const detail = "The credential was bound to another place by a request at the same time.";
      return refusal("place", code, charge.rule, detail, { value: charge.value });
    }
  }
}
