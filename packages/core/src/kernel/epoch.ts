/**
 * What has an epoch: a number that grows when everything derived from it is to end at once (its tokens, its sessions).
 * What was derived carries the epochs of its moment; a smaller one than today's refuses (DESIGN 5.5).
 */
export const epochKinds = ["user", "account", "application", "key", "environment"] as const;
export type EpochKind = (typeof epochKinds)[number];

/** Epochs of the things something was derived from, with the id of each. Absent: it was not derived from any. */
export type Epochs = { readonly [kind in EpochKind]?: number };

/** What can be locked: nothing that stands on it is allowed while it is (`principal_locked`). */
export const lockKinds = ["key", "application", "user", "account", "environment"] as const;
export type LockKind = (typeof lockKinds)[number];
