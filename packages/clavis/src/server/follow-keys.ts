import type { FollowingSnapshot, SigningKeys } from "@clavis/adapters";

/** Until they can be read again, a key that was retired may still verify: the store is asked as often as changes are. */
const retryAfter = 250;

/**
 * Signing keys are part of the directory: what changes there may be one of them. Where they can not be read they are read
 * again until they can, since no other change may ever come; `onProblem` is told once until then. Gives the way to stop.
 */
export function followKeys(
  snapshot: Pick<FollowingSnapshot, "onChange">,
  ring: Pick<SigningKeys, "refresh">,
  onProblem: (error: unknown) => void,
): () => void {
  let retrying: NodeJS.Timeout | undefined;
  let failing = false;
  let stopped = false;
  const again = (error: unknown): void => {
    if (!failing) onProblem(error);
    failing = true;
    clearTimeout(retrying);
    if (!stopped) retrying = setTimeout(read, retryAfter);
  };
  const read = (): void => {
    ring.refresh().then(() => {
      failing = false;
    }, again);
  };
  const forget = snapshot.onChange(read);
  return () => {
    stopped = true;
    forget();
    clearTimeout(retrying);
  };
}
