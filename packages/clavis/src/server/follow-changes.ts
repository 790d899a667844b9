import type { FollowingSnapshot } from "@clavis/adapters";
import type { Listener, Middleware } from "@clavis/doors";

/** A look at the store, and at the file in its place, costs a few microseconds. */
const lookEvery = 250;
/** Rights also end by time alone, and a change leaves the youngest exchanges to the next sweep. */
const sweepEvery = 500;

/**
 * Keeps open exchanges honest: what another process changed is seen within a quarter of a second also while no request
 * comes in, and every change, and every half second, has them judged again. Gives the way to stop.
 */
export function followChanges(
  snapshot: FollowingSnapshot,
  doors: readonly Pick<Listener | Middleware, "sweep">[],
  clock: () => number,
): () => void {
  const sweep = (): void => {
    for (const door of doors) door.sweep(clock());
  };
  // Not at once: the change may be noticed in the middle of a decision.
  const forget = snapshot.onChange(() => setImmediate(sweep));
  const looking = setInterval(() => snapshot.examine(), lookEvery);
  const sweeping = setInterval(sweep, sweepEvery);
  return () => {
    forget();
    clearInterval(looking);
    clearInterval(sweeping);
  };
}
