/** How often a login failed for one user from one address. */
export interface FailedLogins {
  /** A user's id; undefined for names that nobody has. */
  readonly user: string | undefined;
  readonly address: string | undefined;
  readonly count: number;
}

/** Entries of a journal, counted. They are those numbered `first` to `last`, without a gap. */
export interface JournalSummary {
  readonly first: number;
  readonly last: number;
  /** Milliseconds since the epoch, of the earliest and the latest. */
  readonly since: number;
  readonly until: number;
  /** By kind: `session.open`, `session.logout`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Most first, as many as were asked for; all of them are in `counts` too. */
  readonly failedLogins: readonly FailedLogins[];
}

/**
 * What was made durable in the course of calls, numbered in the order of the commits (class B of DESIGN 6). Every method
 * rejects with core's `StoreUnavailable` when the store can not be used.
 */
export interface SessionJournal {
  /** Adds failed logins of a while, counted. `time`: when they are written. */
  addFailedLogins(time: number, failures: readonly FailedLogins[]): Promise<void>;
  /**
   * Counts every entry up to the last one from before `end`, in milliseconds since the epoch; undefined where there is
   * none. `mostFailures` bounds the list of failed logins.
   */
  summarize(end: number, mostFailures: number): Promise<JournalSummary | undefined>;
  /** Removes entries up to the number `last`. */
  removeUpTo(last: number): Promise<void>;
}
