import { type Database, openDatabaseForReading, type Statement } from "../sqlite/database.ts";
import { fileInPlace } from "../sqlite/file-in-place.ts";
import type { DirectoryImage } from "./directory-image.ts";
import { OnceATurn } from "./once-a-turn.ts";
import type { SnapshotSource, SourceMoment } from "./snapshot-source.ts";
import { SqliteMoment } from "./sqlite-moment.ts";
import { prepareSnapshotQueries, type SnapshotQueries } from "./sqlite-queries.ts";

/** Milliseconds to wait for a lock: readers meet one only in the instants when the log is recovered or removed. */
const patience = 50;

/**
 * The directory in SQLite through a connection of its own that only reads. `PRAGMA data_version` tells of commits by any
 * other connection, in whatever process; it is asked once in a turn of the event loop. A file that a restore has replaced
 * counts as unreadable: beside the log of the old one the new one can not be opened safely, so nothing but a new start
 * helps.
 */
export class SqliteSource implements SnapshotSource {
  readonly #database: Database;
  readonly #queries: SnapshotQueries;
  readonly #version: Statement;
  readonly #turn = new OnceATurn();
  readonly #isInPlace: () => boolean;
  #replaced = false;
  /** The data version of the last read. */
  #seen: number | undefined;

  /** SQLite's error when the file can not be opened or is no directory. */
  constructor(path: string) {
    this.#isInPlace = fileInPlace(path);
    this.#database = openDatabaseForReading(path);
    try {
      this.#database.exec(`pragma busy_timeout = ${patience}`);
      this.#queries = prepareSnapshotQueries(this.#database);
      this.#version = this.#database.prepare("pragma data_version");
      this.#version.setReturnArrays(true);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  isDue(): boolean {
    return this.#turn.isFirst();
  }

  examine(): void {
    this.#replaced = !this.#isInPlace();
  }

  hasChanged(): boolean {
    if (this.#replaced) throw new Error("the database is no longer the file that was opened: start Clavis anew");
    return this.#dataVersion() !== this.#seen;
  }

  read<Result>(image: DirectoryImage, work: (moment: SourceMoment) => Result): Result {
    this.#database.exec("begin");
    try {
      const version = this.#dataVersion();
      const result = work(new SqliteMoment(this.#queries, image));
      this.#seen = version;
      return result;
    } finally {
      if (this.#database.isTransaction) this.#database.exec("rollback");
    }
  }

  close(): void {
    this.#database.close();
  }

  #dataVersion(): number {
    const [version] = this.#version.get() as unknown as readonly [number];
    return version;
  }
}
