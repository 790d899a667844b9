import type { Balance, Charge, Settlement } from "@clavis/core";

/** A settlement that also settles what `settle` can not without waiting. */
export interface DurableSettlement extends Settlement {
  /**
   * Settles all charges or none, and resolves when what must outlive the process is durable: the answer to a
   * SettlementNeed. StoreUnavailable when that can not be written: nothing was settled then.
   */
  settleDurably(charges: readonly Charge[], time: number): Promise<readonly Balance[]>;
}
