/** Thrown by a `Snapshot` whose store has not been read for longer than its stated age. The answer is 503. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
