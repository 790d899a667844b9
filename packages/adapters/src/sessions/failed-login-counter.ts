import type { FailedLogins, SessionJournal } from "@clavis/directory";

const defaultInterval = 5_000;
/** Pairs of user and address counted apart in one interval; whatever comes beyond is counted together. */
const maxPairs = 10_000;

export interface FailedLoginCounterParts {
  readonly journal: Pick<SessionJournal, "addFailedLogins">;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds between writes; 5 s. */
  readonly interval?: number;
  /** Told when the counts could not be written; they are kept and tried again. */
  readonly onProblem?: (error: unknown) => void;
}

/** Counts failed logins and writes the counts to the journal now and then: an attack costs no write a guess. */
export class FailedLoginCounter {
  readonly #parts: FailedLoginCounterParts;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, FailedLogins>();
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: FailedLoginCounterParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.flush(), parts.interval ?? defaultInterval).unref();
  }

  /** `user`: an id, undefined for a name nobody has. Names themselves are not kept: people type passwords there. */
  failed(user: string | undefined, address: string | undefined): void {
    this.#add({ user, address, count: 1 });
  }

  /** Writes what was counted. Resolves when it is on disk, or has been reported. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes what was counted, for the last time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #write(): Promise<void> {
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      await this.#parts.journal.addFailedLogins(this.#parts.clock(), [...counts.values()]);
    } catch (error) {
      for (const failures of counts.values()) this.#add(failures);
      this.#parts.onProblem?.(error);
    }
  }

  #add({ user, address, count }: FailedLogins): void {
    const pair = `${user ?? ""} ${address ?? ""}`;
    const isApart = this.#counts.size < maxPairs || this.#counts.has(pair);
    const name = isApart ? pair : " ";
    const known = this.#counts.get(name);
    const whose = isApart ? { user, address } : { user: undefined, address: undefined };
    this.#counts.set(name, { ...whose, count: count + (known?.count ?? 0) });
  }
}
