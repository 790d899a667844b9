import { touchGranularity } from "./session.ts";
import type { Sessions } from "./sessions.ts";

const day = 86_400_000;
/** Rows of one write: a few milliseconds of the event loop. */
const batchLength = 500;

/**
 * Removes sessions that ended or expired more than 24 hours ago, in batches. Gives how many. Idle ones by the longest
 * idle time of any environment, so that none goes that could still be used.
 */
export async function removeOldSessions({
  store,
  clock,
  lifetimes,
}: Pick<Sessions, "store" | "clock" | "lifetimes">): Promise<number> {
  const endedBefore = clock() - day;
  const idleTimes = [...lifetimes.values()].map((lifetime) => lifetime.idle + touchGranularity(lifetime));
  const retention = { endedBefore, usedBefore: endedBefore - Math.max(0, ...idleTimes) };
  let count = 0;
  let after: string | undefined = "";
  while (after !== undefined) {
    const removal = await store.remove(retention, { after, limit: batchLength });
    count += removal.removed;
    after = removal.reached;
  }
  return count;
}
