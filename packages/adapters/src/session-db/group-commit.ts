import { StoreUnavailable } from "@clavis/core";
import type { Database } from "../sqlite/database.ts";
import { inStoreWords, isBusy } from "../sqlite/result-code.ts";

/** Milliseconds between attempts to begin while another process writes, and how many there are: 5 s in all. */
const pause = 10;
const maxAttempts = 500;

/** One write of a group. */
interface Write {
  /** Does the work; gives the way to tell that it is durable. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts all writes that are asked for in one turn of the event loop into one transaction: one wait for the disk instead
 * of many. Nothing else may write through the same connection.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #isInPlace: () => boolean;
  #waiting: Write[] = [];
  #scheduled = false;
  #attempts = 0;
  #isClosed = false;

  constructor(database: Database, isInPlace: () => boolean) {
    this.#database = database;
    this.#isInPlace = isInPlace;
  }

  /** See `SessionDatabase.write`. */
  write<Result>(work: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    if (this.#isClosed) reject(unavailable("the session database was closed"));
    else {
      this.#waiting.push({ run: () => acknowledgement(work(), resolve), reject });
      this.#schedule();
    }
    return promise;
  }

  /** Commits what waits, with a last attempt of so many milliseconds; every later write is rejected. */
  close(patience: number): void {
    this.#isClosed = true;
    this.#database.exec(`pragma busy_timeout = ${patience}`);
    this.#attempts = maxAttempts;
    this.#commitWaiting();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#commitWaiting());
  }

  #commitWaiting(): void {
    this.#scheduled = false;
    const group = this.#waiting;
    if (group.length === 0) return;
    try {
      if (!this.#begin()) return;
      this.#waiting = [];
      const acknowledge = this.#runAll(group);
      this.#database.exec("commit");
      for (const tell of acknowledge) tell();
    } catch (cause) {
      this.#fail(group, cause);
    }
  }

  /** False while another process writes: the group is then tried again, together with what joins it meanwhile. */
  #begin(): boolean {
    if (!this.#isInPlace()) throw unavailable("another file was put in the place of the session database");
    try {
      this.#database.exec("begin immediate");
      this.#attempts = 0;
      return true;
    } catch (error) {
      if (!isBusy(error) || ++this.#attempts >= maxAttempts) throw error;
      this.#scheduled = true;
      setTimeout(() => this.#commitWaiting(), pause);
      return false;
    }
  }

  #runAll(group: readonly Write[]): readonly (() => void)[] {
    const acknowledge: (() => void)[] = [];
    for (const { run, reject } of group) {
      this.#database.exec("savepoint one");
      try {
        acknowledge.push(run());
      } catch (error) {
        // After some failures, as of a full disk, SQLite has rolled back the whole transaction by itself.
        if (!this.#database.isTransaction) throw error;
        this.#database.exec("rollback to one");
        reject(inStoreWords(error, "a write to the session database failed"));
      }
      this.#database.exec("release one");
    }
    return acknowledge;
  }

  /** Rejects a whole group: nothing of it is there. Whoever was rejected before keeps the first reason. */
  #fail(group: readonly Write[], cause: unknown): void {
    // Not those that were asked for while this group ran.
    if (this.#waiting === group) this.#waiting = [];
    this.#attempts = 0;
    const error =
      cause instanceof StoreUnavailable ? cause : unavailable("the session database can not be used", cause);
    try {
      if (this.#database.isTransaction) this.#database.exec("rollback");
    } finally {
      for (const { reject } of group) reject(error);
    }
  }
}

/** The work of a promise would go on after the commit. */
function acknowledgement<Result>(result: Result, resolve: (result: Result) => void): () => void {
  if (result instanceof Promise) throw new TypeError("a write of a group must be synchronous");
  return () => resolve(result);
}

const unavailable = (message: string, cause?: unknown): StoreUnavailable => new StoreUnavailable(message, { cause });
