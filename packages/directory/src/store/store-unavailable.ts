/** The store can not be used now. The cause is for the operator; nothing of it reaches a caller. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";

  constructor(cause: unknown) {
    super("the store is not available", { cause });
  }
}
