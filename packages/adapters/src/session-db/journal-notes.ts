import type { Statement } from "../sqlite/database.ts";
import type { SessionDatabase } from "./session-database.ts";

/** Something that happened, to be counted in the next digest. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `session.open`, `login.failed`. */
  readonly kind: string;
  /** A user's id. */
  readonly user: string | undefined;
  readonly address: string | undefined;
  /** How often it happened; once where absent. */
  readonly count?: number;
}

/** Writes to the journal, for all who write to `session.db`: what they do is counted in the transaction that does it. */
export class JournalNotes {
  readonly #add: Statement;

  constructor(database: Pick<SessionDatabase, "prepare">) {
    this.#add = database.prepare("insert into journal (time, kind, user, address, count) values (?, ?, ?, ?, ?)");
  }

  /** Called inside the `write` whose doing it notes. */
  add({ time, kind, user, address, count = 1 }: JournalEntry): void {
    this.#add.run(time, kind, user ?? null, address ?? null, count);
  }
}
