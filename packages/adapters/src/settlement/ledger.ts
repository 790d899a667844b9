import type { Charge } from "@clavis/core";
import type { LooseAnchors } from "@clavis/directory";

export type QuotaCharge = Extract<Charge, { readonly kind: "quota" }>;
/** What is spent or bound once and for all. */
export type OnceCharge = Extract<Charge, { readonly kind: "uses" | "anchor" }>;

/** What a quota counts in, during one period. */
export interface QuotaCount {
  readonly rule: string;
  readonly cell: string;
  /** `2026-11-22` or `2026-11`. */
  readonly period: string;
  readonly limit: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface Lease {
  readonly granted: number;
  /** What all have taken of the period, this lease included. */
  readonly used: number;
}

/** Whether a charge passes, and how many more uses there are; 0 of an anchor. */
export interface Outcome {
  readonly passed: boolean;
  readonly remaining: number;
}

/**
 * What has to outlive the process: what quotas have used, uses that are spent, and what credentials are anchored to.
 * A promise is kept when it is durable, and seen by every process. StoreUnavailable when the store can not be used.
 */
export interface Ledger extends LooseAnchors {
  /** Takes `most` of what is left of a quota; `least` where there is no room for that; nothing where there is for neither. */
  lease(count: QuotaCount, most: number, least: number): Promise<Lease>;
  /** Takes back what was leased and not used. */
  giveBack(leases: readonly { readonly count: QuotaCount; readonly left: number }[]): Promise<void>;
  /** Spends and binds all or nothing; `passed` says whether each alone would do. `time` in milliseconds since the epoch. */
  spend(charges: readonly OnceCharge[], time: number): Promise<readonly Outcome[]>;
  /** Forgets uses and quotas that ended an hour before. */
  expire(time: number): Promise<void>;
}

/** How long after their end rows are kept: a clock that is set back by less lets nothing be used again. */
export const keptAfterEnd = 3_600_000;

/** True for whoever brings the value that is bound, and where another one only marks the record. */
export const passesAnchor = (bound: string, { value, mode }: Extract<OnceCharge, { kind: "anchor" }>): boolean =>
  bound === value || mode !== "enforce";

/** The outcomes of a set of which one failed: nothing of it was spent. */
export const undone = (charges: readonly OnceCharge[], outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.map((outcome, at) =>
    outcome.passed && charges[at]?.kind === "uses" ? { passed: true, remaining: outcome.remaining + 1 } : outcome,
  );
