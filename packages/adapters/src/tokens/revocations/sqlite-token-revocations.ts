import type { TokenRevocations } from "@clavis/directory";
import type { SessionDatabase } from "../../session-db/session-database.ts";
import { OnceATurn } from "../../snapshot/once-a-turn.ts";
import type { Statement } from "../../sqlite/database.ts";

interface RevokedRow {
  readonly row: number;
  readonly id: string;
  readonly until: number;
}

/** Rows that are over and go with each one that is added. */
const removedAtOnce = 10;
const smallSweep = 1000;
const defaultMaxAge = 15 * 60_000;

/**
 * What was revoked by itself, in memory: a look-up costs no reading. It follows `session.db`: what another process on the
 * machine has revoked is known by the next turn of the event loop.
 */
export class SqliteTokenRevocations implements TokenRevocations {
  readonly #database: SessionDatabase;
  readonly #clock: () => number;
  readonly #insert: Statement;
  readonly #remove: Statement;
  readonly #after: Statement;
  readonly #hasOthersWritten: () => boolean;
  readonly #turn = new OnceATurn();
  readonly #until = new Map<string, number>();
  readonly #maxAge: number;
  #last = 0;
  #sweepAt = smallSweep;
  #readAt: number;

  /**
   * Reads all there are. `maxAge`: for how many milliseconds look-ups go on when the database can not be read; 15 minutes.
   * StoreUnavailable.
   */
  constructor(database: SessionDatabase, clock: () => number, maxAge: number = defaultMaxAge) {
    this.#maxAge = maxAge;
    this.#readAt = clock();
    this.#database = database;
    this.#clock = clock;
    this.#insert = database.prepare(
      `insert into revoked (id, until) values (?, ?)
       on conflict (id) do update set until = max(until, excluded.until)`,
    );
    this.#remove = database.prepare(
      "delete from revoked where row in (select row from revoked where until <= ? order by until limit ?)",
    );
    this.#after = database.prepare("select row, id, until from revoked where row > ? order by row");
    this.#hasOthersWritten = database.watchOthers();
    this.catchUp();
  }

  async revoke(id: string, until: number): Promise<void> {
    await this.#database.write(() => this.add(id, until));
    this.catchUp();
  }

  /** Part of another write on the same database, behind which `catchUp` is to be called. Milliseconds since the epoch. */
  add(id: string, until: number): void {
    if (!Number.isSafeInteger(until)) throw new TypeError("a revocation ends at a whole millisecond");
    this.#remove.run(this.#clock(), removedAtOnce);
    this.#insert.run(id, until);
  }

  /** StoreUnavailable once the database could not be read for longer than is stated. */
  isRevoked(id: string): boolean {
    if (this.#turn.isFirst()) this.#follow();
    return this.#until.has(id);
  }

  /** Takes in what was committed. */
  catchUp(): void {
    const rows = this.#database.read(() => this.#after.all(this.#last)) as unknown as readonly RevokedRow[];
    for (const { row, id, until } of rows) {
      this.#until.set(id, until);
      this.#last = row;
    }
    if (this.#until.size > this.#sweepAt) this.#forgetOld();
  }

  #follow(): void {
    try {
      if (this.#hasOthersWritten()) this.catchUp();
      this.#readAt = this.#clock();
    } catch (error) {
      if (this.#clock() - this.#readAt > this.#maxAge) throw error;
    }
  }

  /** What is over is refused for that. */
  #forgetOld(): void {
    const time = this.#clock();
    for (const [id, until] of this.#until) if (until <= time) this.#until.delete(id);
    this.#sweepAt = Math.max(smallSweep, 2 * this.#until.size);
  }
}
