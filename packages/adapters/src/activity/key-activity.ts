import { join } from "node:path";
import type { KeyRecord } from "@clavis/core";
import { type Database, openDatabase, type Statement } from "../sqlite/database.ts";
import { migrate, readMigrations } from "../sqlite/migrate.ts";

const defaultInterval = 5_000;
/** Keys whose use waits to be written. More of them in one interval are not noted. */
const maxPending = 100_000;
/** Rows of one transaction: some 5 ms of the event loop. */
const batchLength = 500;

export interface ActivityOptions {
  /** Milliseconds between writes; 5 s. */
  readonly interval?: number;
  /** Told when uses could not be written; they are kept and tried again. */
  readonly onProblem?: (error: unknown) => void;
}

interface PendingUse {
  time: number;
  address: string | undefined;
}

/** Opens or makes the file of last uses. DataDirectoryError `schema_newer`; SQLite's error when it can not be opened. */
export function openKeyActivity(path: string, options: ActivityOptions = {}): KeyActivity {
  const database = openDatabase(path);
  try {
    database.exec("pragma synchronous = normal");
    migrate(database, readMigrations(join(import.meta.dirname, "migrations")), path);
    database.exec("pragma busy_timeout = 0");
    return new KeyActivity(database, options);
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Notes the last use of each key in memory and writes it now and then, a batch in a turn of the event loop. What was not
 * written when the process dies is lost.
 */
export class KeyActivity {
  readonly #database: Database;
  readonly #upsert: Statement;
  readonly #onProblem: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  /** In the order in which keys were first used since their last write. */
  readonly #pending = new Map<string, PendingUse>();
  #continuing: NodeJS.Immediate | undefined;

  constructor(database: Database, { interval = defaultInterval, onProblem = () => {} }: ActivityOptions) {
    this.#database = database;
    this.#upsert = database.prepare(
      `insert into key_use (id, time, address) values (?, ?, ?) on conflict (id) do update
       set time = excluded.time, address = excluded.address where excluded.time >= key_use.time`,
    );
    this.#onProblem = onProblem;
    this.#timer = setInterval(() => this.#write(this.#pending.size), interval).unref();
  }

  /** `time` in milliseconds since the epoch. Costs a look-up in a map; nothing is written here. */
  used(key: Pick<KeyRecord, "id">, time: number, address: string | undefined): void {
    const known = this.#pending.get(key.id);
    if (known === undefined) {
      if (this.#pending.size < maxPending) this.#pending.set(key.id, { time, address });
    } else if (time >= known.time) {
      known.time = time;
      known.address = address;
    }
  }

  /** Writes everything that is pending, at once. */
  flush(): void {
    while (this.#pending.size > 0 && this.#writeBatch());
  }

  /** Writes everything and closes the file. */
  close(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#continuing);
    this.flush();
    this.#database.close();
  }

  /** Writes so many keys, a batch now and the rest in turns to come; keys used meanwhile wait for the next interval. */
  #write(count: number): void {
    clearImmediate(this.#continuing);
    if (count <= 0 || !this.#writeBatch() || count <= batchLength) return;
    this.#continuing = setImmediate(() => this.#write(count - batchLength));
  }

  /** False when it could not be written: it is then pending still. */
  #writeBatch(): boolean {
    const batch = firstOf(this.#pending, batchLength);
    try {
      this.#database.exec("begin immediate");
      for (const [id, { time, address }] of batch) this.#upsert.run(id, Math.floor(time), address ?? null);
      this.#database.exec("commit");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("rollback");
      this.#onProblem(error);
      return false;
    }
    for (const [id] of batch) this.#pending.delete(id);
    return true;
  }
}

function firstOf<Name, Value>(map: ReadonlyMap<Name, Value>, count: number): readonly (readonly [Name, Value])[] {
  const first: (readonly [Name, Value])[] = [];
  for (const entry of map) if (first.push(entry) === count) break;
  return first;
}
