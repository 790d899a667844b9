import { isSharedAnchor, sharedAnchor } from "@clavis/core";
import type { AnchorHolder } from "@clavis/directory";
import {
  keptAfterEnd,
  type Lease,
  type Ledger,
  type OnceCharge,
  type Outcome,
  passesAnchor,
  type QuotaCount,
  undone,
} from "./ledger.ts";

interface Counted {
  readonly count: number;
  /** Infinity where it never ends. */
  readonly endsAt: number;
}

/** A ledger that ends with the process: for tests, and for what keeps no data. */
export class MemoryLedger implements Ledger {
  readonly #quotas = new Map<string, Counted>();
  readonly #uses = new Map<string, Counted>();
  readonly #anchors = new Map<string, string>();

  find(credential: string): string | undefined {
    return this.#anchors.get(credential);
  }

  async lease(count: QuotaCount, most: number, least: number): Promise<Lease> {
    const used = this.#quotas.get(nameOf(count))?.count ?? 0;
    const granted = [most, least].find((wanted) => used + wanted <= count.limit) ?? 0;
    this.#quotas.set(nameOf(count), { count: used + granted, endsAt: count.endsAt });
    return { granted, used: used + granted };
  }

  async giveBack(leases: readonly { readonly count: QuotaCount; readonly left: number }[]): Promise<void> {
    for (const { count, left } of leases) {
      const known = this.#quotas.get(nameOf(count));
      if (known !== undefined) this.#quotas.set(nameOf(count), { ...known, count: Math.max(0, known.count - left) });
    }
  }

  async spend(charges: readonly OnceCharge[]): Promise<readonly Outcome[]> {
    const undo: (() => void)[] = [];
    const outcomes = charges.map((charge) => this.#spendOne(charge, undo));
    if (outcomes.every(({ passed }) => passed)) return outcomes;
    for (const step of undo.toReversed()) step();
    return undone(charges, outcomes);
  }

  async reAnchor(credential: string): Promise<boolean> {
    return this.#anchors.delete(credential);
  }

  findShared({ kind, id }: AnchorHolder): readonly string[] {
    const shared = sharedAnchor(kind, id);
    return [...this.#anchors].flatMap(([cell, value]) => (isSharedAnchor(cell, shared) ? [value] : []));
  }

  async reAnchorShared({ kind, id }: AnchorHolder): Promise<void> {
    const shared = sharedAnchor(kind, id);
    for (const cell of this.#anchors.keys()) if (isSharedAnchor(cell, shared)) this.#anchors.delete(cell);
  }

  async expire(time: number): Promise<void> {
    for (const table of [this.#quotas, this.#uses])
      for (const [name, { endsAt }] of table) if (endsAt + keptAfterEnd < time) table.delete(name);
  }

  #spendOne(charge: OnceCharge, undo: (() => void)[]): Outcome {
    if (charge.kind === "anchor") {
      const bound = this.#anchors.get(charge.cell);
      if (bound !== undefined) return { passed: passesAnchor(bound, charge), remaining: 0 };
      undo.push(() => this.#anchors.delete(charge.cell));
      this.#anchors.set(charge.cell, charge.value);
      return { passed: true, remaining: 0 };
    }
    const name = nameOf(charge);
    const used = this.#uses.get(name)?.count ?? 0;
    if (!(used < charge.uses)) return { passed: false, remaining: 0 };
    undo.push(() => this.#uses.set(name, { count: used, endsAt: charge.expiresAt }));
    this.#uses.set(name, { count: used + 1, endsAt: charge.expiresAt });
    return { passed: true, remaining: charge.uses - used - 1 };
  }
}

const nameOf = ({ rule, cell, period = "" }: { rule: string; cell: string; period?: string }): string =>
  `${rule}\n${cell}\n${period}`;
