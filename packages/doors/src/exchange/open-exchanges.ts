import type { Duplex } from "node:stream";
import type { Pipeline } from "@clavis/core";
import type { Exchange, Roster } from "./exchange.ts";

/** Younger exchanges were judged by what holds now, near enough. */
const minimumAge = 1000;

/**
 * The exchanges in progress of one listener. The composition root calls `sweep` at every change of the directory and
 * once a second, so that an open stream ends within a second of its right.
 */
export class OpenExchanges implements Roster {
  draining = false;
  readonly #open = new Set<Exchange>();
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

  /** The exchanges of one connection, oldest first. Looks at all that are open: for rare faults only. */
  of(socket: Duplex): Exchange[] {
    return [...this.#open].filter(({ request }) => request.socket === socket);
  }

  /** Judges every exchange again that is older than a second, and breaks off those that would now be refused. */
  sweep(time: number): void {
    this.dropGone();
    for (const exchange of this.#open)
      if (time - exchange.judgement.facts.time > minimumAge) this.#judgeAgain(exchange, time);
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
