/** As many passwords are being hashed, or wait for it, as may. Nothing was done; `retryAfter` is in seconds. */
export class HasherBusy extends Error {
  override readonly name = "HasherBusy";
  readonly retryAfter = 2;
}

/** Turns passwords into what may be stored. */
export interface PasswordHasher {
  /**
   * The PHC string of what is to be hashed (`hashedText`: a password in its one form, or its SHA-1 behind a domain).
   * Takes long on purpose: never inside a change. HasherBusy.
   */
  hash(text: string): Promise<string>;
  /** SHA-1 of a text in UTF-8, as 40 characters of lower-case hex: for `hashedText`, and never stored. */
  sha1(text: string): string;
  /** Why a hash that was made elsewhere can not be taken over; undefined where it can. Repeats nothing of it. */
  importFlaw(hash: string): string | undefined;
}
