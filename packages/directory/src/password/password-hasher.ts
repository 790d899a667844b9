/** As many passwords are being hashed, or wait for it, as may. Nothing was done; `retryAfter` is in seconds. */
export class HasherBusy extends Error {
  override readonly name = "HasherBusy";
  readonly retryAfter = 2;
}

/** Turns passwords into what may be stored. */
export interface PasswordHasher {
  /** The PHC string of a password in its one form (`canonicalPassword`). Takes long on purpose: never inside a change. HasherBusy. */
  hash(password: string): Promise<string>;
}
