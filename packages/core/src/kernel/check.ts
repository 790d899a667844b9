/** The checks of a decision, in their order (DESIGN 3). Public names. */
export const checks = ["request", "operation", "credential", "standing", "place", "account", "right", "pace"] as const;
export type Check = (typeof checks)[number];
