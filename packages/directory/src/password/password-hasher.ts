/** Turns passwords into what may be stored. */
export interface PasswordHasher {
  /** The PHC string of a password in its one form (`canonicalPassword`). Takes long on purpose: never inside a change. */
  hash(password: string): Promise<string>;
}
