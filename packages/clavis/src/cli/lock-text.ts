import type { Lock } from "@clavis/directory";
import { timeText } from "./time-text.ts";

/** A lock as `--json` shows it. */
export const lockJson = ({ lockedAt, ...lock }: Lock): Record<string, unknown> => ({
  ...lock,
  lockedAt: timeText(lockedAt),
});

/** The lock of something as one of its facts; without a text where it is not locked. */
export const lockFact = (lock: Lock | undefined): readonly [string, string | undefined] => [
  "locked",
  lock && `since ${timeText(lock.lockedAt)} by ${lock.actor}: ${lock.reason}`,
];
