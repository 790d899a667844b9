import { join } from "node:path";
import { StoreUnavailable } from "@clavis/core";
import { OnceATurn } from "../snapshot/once-a-turn.ts";
import { type Database, openDatabase, type Statement } from "../sqlite/database.ts";
import { fileInPlace } from "../sqlite/file-in-place.ts";
import { migrate, readMigrations } from "../sqlite/migrate.ts";
import { inStoreWords } from "../sqlite/result-code.ts";
import { GroupCommit } from "./group-commit.ts";

/** Milliseconds the event loop may be held up by another process's lock; who writes waits longer, in turns. */
const patience = 20;
const lastPatience = 2_000;

/**
 * Opens `session.db` and brings it to the newest schema; makes it where there is none. `:memory:` is a database of its
 * own that ends with it, for tests. DataDirectoryError `schema_newer`; StoreUnavailable when it can not be used.
 */
export function openSessionDatabase(path: string): SessionDatabase {
  let database: Database | undefined;
  try {
    database = openDatabase(path);
    migrate(database, readMigrations(join(import.meta.dirname, "migrations")), path);
    database.exec(`pragma busy_timeout = ${patience}`);
    return new SessionDatabase(database, path === ":memory:" ? () => true : fileInPlace(path));
  } catch (error) {
    database?.close();
    throw inStoreWords(error, "the session database can not be used");
  }
}

/**
 * What is written in the course of calls and has to be durable, but is no change of the directory (class B of DESIGN 6):
 * sessions, refresh tokens, uses. One connection reads and writes, so that a look-up sees every write that was
 * acknowledged, and every commit of another process, at once. Shared by all who keep something in this file.
 */
export class SessionDatabase {
  readonly #database: Database;
  readonly #group: GroupCommit;
  readonly #isInPlace: () => boolean;
  readonly #version: Statement;
  readonly #turn = new OnceATurn();
  #replaced = false;

  constructor(database: Database, isInPlace: () => boolean) {
    this.#database = database;
    this.#isInPlace = isInPlace;
    this.#group = new GroupCommit(database, isInPlace);
    this.#version = database.prepare("pragma data_version");
  }

  /** A statement to run inside `read` and `write` only. It binds `undefined`, NaN and missing parameters as NULL. */
  prepare(sql: string): Statement {
    return this.#database.prepare(sql);
  }

  /**
   * Gives what `work` gives, once it is on disk. All writes asked for in one turn of the event loop run after it, in
   * their order and in one transaction; each sees those before it. `work` is synchronous. Where it throws, what it wrote
   * is rolled back, the rest of the group stays, and its error is the rejection. StoreUnavailable when the file can not
   * be written: then nothing of the group is there.
   */
  write<Result>(work: () => Result): Promise<Result> {
    return this.#group.write(work);
  }

  /**
   * Gives what `work` reads, without waiting. StoreUnavailable when the file can not be read, or when a restore has put
   * another one in its place: that is looked at once in a turn of the event loop.
   */
  read<Result>(work: () => Result): Result {
    if (this.#turn.isFirst()) this.#replaced = !this.#isInPlace();
    if (this.#replaced) throw new StoreUnavailable("another file was put in the place of the session database");
    try {
      return work();
    } catch (error) {
      throw inStoreWords(error, "the session database can not be used");
    }
  }

  /** Tells of commits by others: what it gives says whether there was one since it was last called. 1.2 us. */
  watchOthers(): () => boolean {
    let seen = this.#dataVersion();
    return () => {
      const now = this.#dataVersion();
      const hasChanged = now !== seen;
      seen = now;
      return hasChanged;
    };
  }

  /** Commits what was asked for and closes the file. */
  close(): void {
    this.#group.close(lastPatience);
    this.#database.close();
  }

  #dataVersion(): number {
    return this.read(() => Number(this.#version.get()?.["data_version"]));
  }
}
