import type { Duplex } from "node:stream";
import type { Pipeline } from "@clavis/core";
import type { Exchange, Roster } from "./exchange.ts";

/** Younger exchanges were judged by what holds now, near enough. In milliseconds. */
const minimumAge = 250;

/**
 * The exchanges in progress of one listener. The composition root calls `sweep` at every change of the directory and
 * twice a second, so that an open stream ends within a second of its right.
 */
export class OpenExchanges implements Roster {
  draining = false;
  readonly #open = new Set<Exchange>();
  readonly #ending = new WeakSet<Duplex>();
  readonly #pipeline: Pipeline;
  #emptied: (() => void) | undefined;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  get size(): number {
    return this.#open.size;
  }

  add(exchange: Exchange): void {
    this.#open.add(exchange);
  }

  remove(exchange: Exchange): void {
    this.#open.delete(exchange);
    if (this.#open.size === 0) this.#emptied?.();
  }

  endWith({ request }: Exchange): void {
    this.#ending.add(request.socket);
  }

  /** True where the last answer of a connection is chosen: what still comes on it is not processed. */
  isEnding(socket: Duplex): boolean {
    return this.#ending.has(socket);
  }

  /** The exchanges of one connection, oldest first. Looks at all that are open: for rare faults only. */
  of(socket: Duplex): Exchange[] {
    return [...this.#open].filter(({ request }) => request.socket === socket);
  }

  /** Judges every exchange again that is not quite new, and breaks off those that would now be refused. */
  sweep(time: number): void {
    this.dropGone();
    for (const exchange of this.#open) {
      const age = time - exchange.judgement.facts.time;
      // A negative age: the clock was put back, and nobody knows how old it is.
      if (age > minimumAge || age < 0) this.#judgeAgain(exchange, time);
    }
  }

  /** Node never tells answers that are queued behind another of the end of their connection. */
  dropGone(): void {
    for (const exchange of this.#open) {
      if (!exchange.request.socket.destroyed) continue;
      exchange.abandon();
      this.remove(exchange);
    }
  }

  /** Resolves once no exchange is open. */
  whenEmpty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  #judgeAgain(exchange: Exchange, time: number): void {
    const { judgement } = exchange;
    if (judgement.decision.effect === "refuse") return;
    const refusal = this.#pipeline.rejudge(judgement, time);
    if (refusal !== undefined) exchange.end(refusal);
    else exchange.work?.check(time);
  }
}
