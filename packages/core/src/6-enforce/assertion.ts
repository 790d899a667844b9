import type { Facts } from "../1-facts/facts.ts";
import type { Allowed } from "../4-decide/decision.ts";

/**
 * Signs who calls, for an upstream that need not trust plain headers then (DESIGN 5.7). `target` is what is forwarded.
 * Undefined where the upstream of this call gets none.
 */
export type Assertion = (facts: Facts, decision: Allowed, target: string) => string | undefined;
