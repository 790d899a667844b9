import type { SessionRecord } from "@clavis/core";
import {
  type KnownUse,
  type Session,
  type SessionLifetimes,
  type SessionUses,
  touchGranularity,
} from "@clavis/directory";
import type { SessionRows, SessionUse } from "./session-rows.ts";

const defaultInterval = 5_000;
/** Sessions whose use waits to be written. From so many on all are written at the next chance. */
const maxPending = 100_000;
/** Reached only while nothing can be written: then no more are noted. */
const absoluteMax = 2 * maxPending;
/** Rows of one transaction: some 5 ms of the event loop. */
const batchLength = 500;

export interface SessionTouchesParts {
  readonly rows: SessionRows;
  readonly lifetimes: SessionLifetimes;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Milliseconds between writes; 5 s. */
  readonly interval?: number;
  /** Told when uses could not be written; they are kept and tried again. */
  readonly onProblem?: (error: unknown) => void;
}

interface PendingUse {
  time: number;
  address: string | undefined;
  /** When it is to be written, whatever comes. */
  readonly dueAt: number;
}

/**
 * The last use of each session, written behind: one write for all uses within `touchGranularity` of the first. As long as
 * a use is not written it is kept here, so that in this process a session ends exactly its idle time after its last use.
 * A server that is killed takes at most that granularity and one interval with it; sessions last used before it started
 * are given as much. One server runs on a data directory, so nobody else writes uses.
 */
export class SessionTouches implements SessionUses {
  readonly #parts: SessionTouchesParts;
  readonly #interval: number;
  readonly #startedAt: number;
  readonly #timer: NodeJS.Timeout;
  /** In the order of the first use since the last write. */
  readonly #pending = new Map<string, PendingUse>();
  #writing: Promise<void> | undefined;

  constructor(parts: SessionTouchesParts) {
    this.#parts = parts;
    this.#interval = parts.interval ?? defaultInterval;
    this.#startedAt = parts.clock();
    this.#timer = setInterval(() => void this.flush(), this.#interval).unref();
  }

  /**
   * Notes an accepted request at `time`. Costs a look-up in a map. A use earlier than the noted one changes nothing; the
   * absolute end of the session stays where it is.
   */
  touch(
    { id, environment }: Pick<SessionRecord, "id" | "environment">,
    time: number,
    address: string | undefined,
  ): void {
    const known = this.#pending.get(id);
    const whole = Math.floor(time);
    if (known === undefined) this.#add(id, environment, whole, address);
    else if (whole >= known.time) {
      known.time = whole;
      known.address = address;
    }
  }

  /** What is known of a session's use beyond what is written of it. */
  useOf({ id, environment, usedAt }: Pick<Session, "id" | "environment" | "usedAt">): KnownUse {
    const pending = this.#pending.get(id);
    if (pending !== undefined && pending.time > usedAt) return { usedAt: pending.time, perhapsUsedAt: pending.time };
    if (pending !== undefined || usedAt >= this.#startedAt) return { usedAt, perhapsUsedAt: usedAt };
    const unwritten = usedAt + this.#granularityOf(environment) + this.#interval;
    return { usedAt, perhapsUsedAt: Math.min(unwritten, this.#startedAt) };
  }

  /** Writes what is due. Resolves when it is on disk, or has been reported. */
  flush(): Promise<void> {
    this.#writing ??= this.#writeDue().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Writes everything, due or not. The store is still open then. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await this.#write([...this.#pending.keys()]);
  }

  #add(id: string, environment: string, time: number, address: string | undefined): void {
    if (this.#pending.size >= absoluteMax) return;
    this.#pending.set(id, { time, address, dueAt: time + this.#granularityOf(environment) });
    if (this.#pending.size === maxPending) void this.flush();
  }

  #granularityOf(environment: string): number {
    const lifetime = this.#parts.lifetimes.get(environment);
    return lifetime === undefined ? 0 : touchGranularity(lifetime);
  }

  async #writeDue(): Promise<void> {
    const now = this.#pending.size >= maxPending ? Number.POSITIVE_INFINITY : this.#parts.clock();
    const due: string[] = [];
    for (const [id, { dueAt }] of this.#pending) if (dueAt <= now) due.push(id);
    await this.#write(due);
  }

  /** A batch in a turn; stops at the first that can not be written. */
  async #write(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += batchLength) {
      const uses = ids.slice(at, at + batchLength).flatMap((id) => this.#useToWrite(id));
      try {
        await this.#parts.rows.writeUses(uses);
      } catch (error) {
        this.#parts.onProblem?.(error);
        return;
      }
      this.#forget(uses);
    }
  }

  #useToWrite(id: string): SessionUse | readonly [] {
    const pending = this.#pending.get(id);
    return pending === undefined ? [] : { id, time: pending.time, address: pending.address };
  }

  /** One that was used again while it was written is due again, at once: that is rare. */
  #forget(written: readonly SessionUse[]): void {
    for (const { id, time } of written) if (this.#pending.get(id)?.time === time) this.#pending.delete(id);
  }
}
