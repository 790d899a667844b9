import type { Balance, Charge } from "@clavis/core";
import type { RateCharge } from "../limiter/cell-table.ts";
import { RateCells } from "../limiter/rate-cells.ts";
import type { DurableSettlement } from "./durable-settlement.ts";
import type { Ledger, OnceCharge, Outcome, QuotaCharge } from "./ledger.ts";
import { QuotaBlocks } from "./quota-blocks.ts";

/** Milliseconds between two clean-ups of the ledger. */
const expiryInterval = 600_000;

export interface LocalSettlementOptions {
  /** Rate cells that are held at most; 1,000,000. */
  readonly cells?: number;
  /** Told when the ledger could not be cleaned up, or a quota's rest not be given back: nothing is granted by it. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Charges of one machine: rates in the memory of this process, what lasts in a ledger that several processes share.
 * Rates come first, then quotas, then what is spent for good; where a later one fails, the earlier are given back.
 */
export class LocalSettlement implements DurableSettlement {
  readonly #rates: RateCells;
  readonly #quotas: QuotaBlocks;
  readonly #ledger: Ledger;
  readonly #onProblem: (error: unknown) => void;
  #expiresNext = Number.NEGATIVE_INFINITY;

  constructor(ledger: Ledger, { cells, onProblem = () => {} }: LocalSettlementOptions = {}) {
    this.#rates = new RateCells(cells === undefined ? {} : { most: cells });
    this.#quotas = new QuotaBlocks(ledger, { onProblem });
    this.#ledger = ledger;
    this.#onProblem = onProblem;
  }

  settle(charges: readonly Charge[], time: number): readonly Balance[] | undefined {
    if (areRates(charges)) return this.#rates.settle(charges, time);
    const parts = partsOf(charges);
    const rates = this.#rates.settle(parts.rates, time);
    if (!allPass(rates)) return this.#joined(charges, { rates }, time);
    const quotas = parts.once.length === 0 ? this.#quotas.settle(parts.quotas, time) : undefined;
    if (quotas !== undefined && allPass(quotas)) return this.#joined(charges, { rates, quotas }, time);
    this.#rates.giveBack(parts.rates, time);
    return quotas === undefined ? undefined : this.#joined(charges, { quotas }, time);
  }

  async settleDurably(charges: readonly Charge[], time: number): Promise<readonly Balance[]> {
    this.#expire(time);
    const parts = partsOf(charges);
    const rates = this.#rates.settle(parts.rates, time);
    if (!allPass(rates)) return this.#joined(charges, { rates }, time);
    let rest: Rest;
    try {
      rest = await this.#settleRest(parts, time);
    } catch (error) {
      this.#rates.giveBack(parts.rates, time);
      throw error;
    }
    if (rest.passed) return this.#joined(charges, { rates, ...rest }, time);
    this.#rates.giveBack(parts.rates, time);
    return this.#joined(charges, rest, time);
  }

  /** Gives back what was leased of quotas and not used. Settle nothing afterwards. */
  close(): Promise<void> {
    return this.#quotas.close();
  }

  async #settleRest({ quotas, once }: Parts, time: number): Promise<Rest> {
    const balances = await this.#settleQuotas(quotas, time);
    if (!allPass(balances)) return { passed: false, quotas: balances };
    if (once.length === 0) return { passed: true, quotas: balances };
    try {
      const outcomes = await this.#ledger.spend(once, time);
      if (allPass(outcomes)) return { passed: true, quotas: balances, once: outcomes };
      this.#quotas.giveBack(quotas, time);
      return { passed: false, once: outcomes };
    } catch (error) {
      this.#quotas.giveBack(quotas, time);
      throw error;
    }
  }

  async #settleQuotas(charges: readonly QuotaCharge[], time: number): Promise<readonly Balance[]> {
    for (;;) {
      const balances = this.#quotas.settle(charges, time);
      if (balances !== undefined) return balances;
      await this.#quotas.lease(charges, time);
    }
  }

  #expire(time: number): void {
    if (time < this.#expiresNext) return;
    this.#expiresNext = time + expiryInterval;
    this.#ledger.expire(time).catch(this.#onProblem);
  }

  /** In the order of the charges: what was settled or failed, and how those stand that were not come to. */
  #joined(charges: readonly Charge[], { rates, quotas, once }: Partial<Balances>, time: number): readonly Balance[] {
    const at = { rate: 0, quota: 0, once: 0 };
    return charges.map((charge) => {
      if (charge.kind === "rate") return rates?.[at.rate++] ?? this.#rates.balance(charge, time);
      if (charge.kind === "quota") return quotas?.[at.quota++] ?? this.#quotas.balance(charge, time);
      return onceBalance(charge, once?.[at.once++]);
    });
  }
}

/** What was decided of each kind, in the order of its charges. */
interface Balances {
  readonly rates: readonly Balance[];
  readonly quotas: readonly Balance[];
  readonly once: readonly Outcome[];
}

type Rest = Partial<Omit<Balances, "rates">> & { readonly passed: boolean };

interface Parts {
  readonly rates: readonly RateCharge[];
  readonly quotas: readonly QuotaCharge[];
  readonly once: readonly OnceCharge[];
}

const areRates = (charges: readonly Charge[]): charges is readonly RateCharge[] =>
  charges.every(({ kind }) => kind === "rate");

const partsOf = (charges: readonly Charge[]): Parts => ({
  rates: charges.filter((charge) => charge.kind === "rate"),
  quotas: charges.filter((charge) => charge.kind === "quota"),
  once: charges.filter((charge) => charge.kind === "uses" || charge.kind === "anchor"),
});

const allPass = (balances: readonly Pick<Balance, "passed">[]): boolean => balances.every(({ passed }) => passed);

/** What is spent for good does not come back: there is nothing to wait for. */
function onceBalance(charge: OnceCharge, outcome: Outcome | undefined): Balance {
  const notComeTo = { passed: true, remaining: charge.kind === "uses" ? charge.uses : 0 };
  return { ...(outcome ?? notComeTo), retryAfter: 0, resetAfter: 0 };
}
