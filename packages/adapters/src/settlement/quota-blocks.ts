import type { Balance } from "@clavis/core";
import { Calendar } from "./calendar.ts";
import type { Ledger, QuotaCharge, QuotaCount } from "./ledger.ts";

/** A fiftieth of a quota at once, at most this many: a crash takes no more than that from a customer. */
const blocksPerQuota = 50;
const largestBlock = 1000;
/** Milliseconds for which a quota that was found used up is not asked for again: others may have given back. */
const usedUpFor = 60_000;
const lookedPerBlock = 4;
const defaultMost = 100_000;

/** What this process holds of one quota and period. */
interface Block {
  readonly count: QuotaCount;
  /** Leased and not used. */
  left: number;
  /** What all had taken at the last lease, this block included; undefined before the first. */
  used: number | undefined;
  /** Until when `used` is believed where it leaves no room. */
  believedUntil: number;
  leasing: Promise<void> | undefined;
}

export interface QuotaBlocksOptions {
  /** Blocks that are held at most; 100,000. Beyond it, the one made first goes and its rest is given back. */
  readonly most?: number;
  /** Told when a rest could not be given back: it is lost to the customer. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Quotas of calendar days and months, leased from the ledger in blocks and counted from the block in memory. What is
 * leased is durable before it is used: no quota is ever exceeded, by however many processes (SECURITY AZN-06). Below a
 * limit of 100, single calls are leased.
 *
 * A quota is named by `rule`, `cell` and period: a limit that is changed counts on. A `shadow` quota counts up to its
 * limit and always passes, `exceeded` beyond it.
 */
export class QuotaBlocks {
  readonly #ledger: Ledger;
  readonly #calendar = new Calendar();
  readonly #most: number;
  readonly #onProblem: (error: unknown) => void;
  /** Oldest first. */
  readonly #blocks = new Map<string, Block>();
  /** Goes round the blocks, looking for some to drop. */
  #hand = this.#blocks.entries();

  constructor(ledger: Ledger, { most = defaultMost, onProblem = () => {} }: QuotaBlocksOptions = {}) {
    this.#ledger = ledger;
    this.#most = most;
    this.#onProblem = onProblem;
  }

  /**
   * Settles all or none from what is held. Undefined where something has to be leased first: nothing was settled then.
   * `time` in milliseconds since the epoch.
   */
  settle(charges: readonly QuotaCharge[], time: number): readonly Balance[] | undefined {
    const costs = this.#costsOf(charges, time);
    const verdicts = new Map([...costs].map(([block, cost]) => [block, verdictOf(block, cost, time)]));
    if ([...verdicts.values()].includes("unknown")) return undefined;
    const fitting = charges.map((charge) => verdicts.get(this.#blockOf(charge, time)) === "room");
    const passed = charges.map(({ quota }, at) => quota.shadow === true || fitting[at] === true);
    if (!passed.includes(false))
      for (const [block, cost] of costs) if (verdicts.get(block) === "room") block.left -= cost;
    return charges.map((charge, at): Balance => {
      const balance = balanceOf(this.#blockOf(charge, time), charge, time, passed[at] === true);
      return passed[at] === true && fitting[at] !== true ? { ...balance, exceeded: true } : balance;
    });
  }

  /**
   * Undoes a settlement that passed; what shadow quotas counted stays counted. Where the block is another by now, what was
   * taken of the old one is lost to the customer.
   */
  giveBack(charges: readonly QuotaCharge[], time: number): void {
    for (const charge of charges) {
      const block = this.#blockOf(charge, time);
      if (block.used !== undefined && charge.quota.shadow !== true) block.left += charge.cost;
    }
  }

  /** How a charge stands, which is not settled here. Before anything was leased, everything seems to be there. */
  balance(charge: QuotaCharge, time: number): Balance {
    const block = this.#blockOf(charge, time);
    const passed = charge.quota.shadow === true || verdictOf(block, charge.cost, time) !== "none";
    return balanceOf(block, charge, time, passed);
  }

  /** Leases what `settle` had too little of. Others may be faster: settle again, and lease again if need be. */
  async lease(charges: readonly QuotaCharge[], time: number): Promise<void> {
    const costs = this.#costsOf(charges, time);
    const lacking = [...costs].filter(([block, cost]) => verdictOf(block, cost, time) === "unknown");
    await Promise.all(lacking.map(([block, cost]) => this.#leaseOnce(block, cost, time)));
  }

  /** Gives back what was leased and not used. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#blocks.values()].map(({ leasing }) => leasing));
    const held = [...this.#blocks.values()].filter(({ left }) => left > 0);
    this.#blocks.clear();
    if (held.length > 0) await this.#ledger.giveBack(held);
  }

  /** What a set takes of each block as a whole. */
  #costsOf(charges: readonly QuotaCharge[], time: number): ReadonlyMap<Block, number> {
    const costs = new Map<Block, number>();
    for (const charge of charges) {
      const block = this.#blockOf(charge, time);
      costs.set(block, (costs.get(block) ?? 0) + charge.cost);
    }
    return costs;
  }

  /** One lease of a block at a time: whoever else waits for room in it waits for this one. */
  #leaseOnce(block: Block, cost: number, time: number): Promise<void> {
    block.leasing ??= this.#lease(block, cost, time).finally(() => {
      block.leasing = undefined;
    });
    return block.leasing;
  }

  async #lease(block: Block, cost: number, time: number): Promise<void> {
    const lacking = cost - block.left;
    const usual = Math.min(Math.floor(block.count.limit / blocksPerQuota), largestBlock);
    const { granted, used } = await this.#ledger.lease(block.count, Math.max(lacking, usual), lacking);
    block.left += granted;
    block.used = used;
    block.believedUntil = time + usedUpFor;
    if (this.#blocks.get(nameOf(block.count)) !== block) this.#release(block);
  }

  /** What is held for a charge. A block of another limit is given back: it was leased under that one. */
  #blockOf({ rule, cell, quota, zone }: QuotaCharge, time: number): Block {
    const { label, end } = this.#calendar.periodAt(quota.period, zone, time);
    const count = { rule, cell, period: label, limit: quota.limit, endsAt: end };
    const name = nameOf(count);
    const known = this.#blocks.get(name);
    if (known?.count.limit === quota.limit) return known;
    if (known !== undefined) this.#drop(name, known);
    this.#dropSome(time);
    const block: Block = { count, left: 0, used: undefined, believedUntil: 0, leasing: undefined };
    this.#blocks.set(name, block);
    return block;
  }

  /** Makes room for one more: drops a few of periods that are over, and the oldest where there are too many. */
  #dropSome(time: number): void {
    for (let looked = 0; looked < lookedPerBlock; looked++) {
      const next = this.#hand.next();
      if (next.done) this.#hand = this.#blocks.entries();
      else if (next.value[1].count.endsAt <= time) this.#drop(...next.value);
    }
    const [oldest] = this.#blocks;
    if (oldest !== undefined && this.#blocks.size >= this.#most) this.#drop(...oldest);
  }

  #drop(name: string, block: Block): void {
    this.#blocks.delete(name);
    this.#release(block);
  }

  #release(block: Block): void {
    const { count, left } = block;
    block.left = 0;
    if (left > 0) this.#ledger.giveBack([{ count, left }]).catch(this.#onProblem);
  }
}

const nameOf = ({ rule, cell, period }: QuotaCount): string => `${rule}\n${cell}\n${period}`;

/** Whether a block has room for a cost, the quota has none, or only the ledger knows. */
function verdictOf(block: Block, cost: number, time: number): "room" | "none" | "unknown" {
  if (!(cost >= 0)) return "none";
  if (block.left >= cost) return "room";
  return remainingOf(block) < cost && time < block.believedUntil ? "none" : "unknown";
}

/** What is left to this process as far as it knows, in calls of cost 1. */
const remainingOf = ({ count, used = 0, left }: Block): number => Math.max(0, count.limit - used + left);

/** Until the next period nothing comes back. */
function balanceOf(block: Block, { cost }: QuotaCharge, time: number, passed: boolean): Balance {
  const remaining = remainingOf(block);
  const resetAfter = Math.max(0, block.count.endsAt - time);
  return { passed, remaining, retryAfter: remaining >= cost ? 0 : resetAfter, resetAfter };
}
