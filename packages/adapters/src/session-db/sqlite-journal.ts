import type { FailedLogins, JournalSummary, SessionJournal } from "@clavis/directory";
import type { Statement } from "../sqlite/database.ts";
import { JournalNotes } from "./journal-notes.ts";
import type { SessionDatabase } from "./session-database.ts";

const failedLogin = "login.failed";
/** Rows removed in one write: some milliseconds of the event loop. */
const batchLength = 2_000;

interface Bounds {
  readonly first: number | null;
  readonly last: number;
  readonly since: number;
  readonly until: number;
}

interface FailureRow {
  readonly user: string | null;
  readonly address: string | null;
  readonly count: number;
}

/** The journal of `session.db`. */
export class SqliteJournal implements SessionJournal {
  readonly #database: SessionDatabase;
  readonly #notes: JournalNotes;
  readonly #bounds: Statement;
  readonly #counts: Statement;
  readonly #failures: Statement;
  readonly #remove: Statement;

  constructor(database: SessionDatabase) {
    this.#database = database;
    this.#notes = new JournalNotes(database);
    this.#bounds = database.prepare(
      `select min(sequence) as first, max(sequence) as last, min(time) as since, max(time) as until from journal
       where sequence <= (select max(sequence) from journal where time < ?1)`,
    );
    this.#counts = database.prepare("select kind, sum(count) as count from journal where sequence <= ?1 group by kind");
    this.#failures = database.prepare(
      `select user, address, sum(count) as count from journal where sequence <= ?1 and kind = '${failedLogin}'
       group by user, address order by count desc, user, address limit ?2`,
    );
    this.#remove = database.prepare(
      `delete from journal where sequence <= ?1 and sequence < (select min(sequence) from journal) + ${batchLength}`,
    );
  }

  async addFailedLogins(time: number, failures: readonly FailedLogins[]): Promise<void> {
    await this.#database.write(() => {
      for (const failure of failures) this.#notes.add({ ...failure, time, kind: failedLogin });
    });
  }

  async summarize(end: number, mostFailures: number): Promise<JournalSummary | undefined> {
    return this.#database.read(() => {
      const { first, ...bounds } = this.#bounds.get(end) as unknown as Bounds;
      if (first === null) return undefined;
      const counts = this.#counts.all(bounds.last).map(({ kind, count }) => [String(kind), Number(count)]);
      const failures = this.#failures.all(bounds.last, mostFailures) as unknown as FailureRow[];
      return { first, ...bounds, counts: Object.fromEntries(counts), failedLogins: failures.map(failedLoginsOf) };
    });
  }

  async removeUpTo(last: number): Promise<void> {
    let removed = batchLength;
    while (removed === batchLength) removed = await this.#database.write(() => Number(this.#remove.run(last).changes));
  }
}

const failedLoginsOf = ({ user, address, count }: FailureRow): FailedLogins => ({
  user: user ?? undefined,
  address: address ?? undefined,
  count,
});
