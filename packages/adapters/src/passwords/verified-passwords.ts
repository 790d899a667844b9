const lifetime = 60_000;

/**
 * Passwords that were verified in the last minute, by digest: hashing each request's again would cost more than
 * everything else. At most `capacity`; the one verified the longest ago goes first.
 */
export class VerifiedPasswords {
  readonly #capacity: number;
  /** When each was verified, in that order. */
  readonly #times = new Map<string, number>();

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  has(digest: string, time: number): boolean {
    const verified = this.#times.get(digest);
    if (verified === undefined) return false;
    // A clock that went back ends it too: it must not make it live longer.
    if (time >= verified && time < verified + lifetime) return true;
    this.#times.delete(digest);
    return false;
  }

  add(digest: string, time: number): void {
    this.#times.delete(digest);
    if (this.#times.size === this.#capacity) this.#dropOldest();
    this.#times.set(digest, time);
  }

  #dropOldest(): void {
    for (const digest of this.#times.keys()) {
      this.#times.delete(digest);
      return;
    }
  }
}
