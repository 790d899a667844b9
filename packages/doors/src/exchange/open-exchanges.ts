import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { DoorFlaw, Refusal, Resolution, SessionNeed } from "@clavis/core";
import type { JudgingPorts } from "../judge-and-resolve.ts";
import type { Arrival, Exchange, Roster } from "./exchange.ts";

/** Younger exchanges were judged by what holds now, near enough. In milliseconds. */
const minimumAge = 250;

/** A request that waits for its judgement. */
export interface HeldRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What has made its connection unreadable meanwhile: its exchange is told, once there is one. */
  fault: DoorFlaw | undefined;
}

/**
 * The exchanges in progress of one listener. The composition root calls `sweep` at every change of the directory and
 * twice a second, so that an open stream ends within a second of its right.
 */
export class OpenExchanges implements Roster {
  draining = false;
  readonly #open = new Set<Exchange>();
  readonly #held = new Set<HeldRequest>();
  readonly #ending = new WeakSet<Duplex>();
  readonly #ports: JudgingPorts;
  #emptied: (() => void) | undefined;

  constructor(ports: JudgingPorts) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#open.size + this.#held.size;
  }

  /** Counts a request as in progress until it is released: it waits for its judgement. */
  hold({ request, response }: Pick<Arrival, "request" | "response">): HeldRequest {
    const held: HeldRequest = { request, response, fault: undefined };
    this.#held.add(held);
    return held;
  }

  release(held: HeldRequest): void {
    this.#held.delete(held);
    if (this.size === 0) this.#emptied?.();
  }

  /** The requests of a connection that wait for their judgement. */
  heldOn(socket: Duplex): HeldRequest[] {
    return [...this.#held].filter(({ request }) => request.socket === socket);
  }

  add(exchange: Exchange): void {
    this.#open.add(exchange);
  }

  remove(exchange: Exchange): void {
    this.#open.delete(exchange);
    if (this.size === 0) this.#emptied?.();
  }

  endOn(socket: Duplex): void {
    this.#ending.add(socket);
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

  /** Breaks off every WebSocket: none ends by itself because the listener would like to stop. */
  endTunnels(): void {
    for (const exchange of this.#open) if (exchange.isTunnel) exchange.disconnect();
  }

  /** Resolves once no exchange is open and no request waits. */
  whenEmpty(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  #judgeAgain(exchange: Exchange, time: number): void {
    const { decision, lookedUp } = exchange.judgement;
    // An own operation has looked again itself: what ends its right now may be its own work, as with a new password.
    if (decision.effect === "refuse" || exchange.isAtWork) return;
    // A password that was right stays so, but whether a session has ended is known to its store alone.
    const again = lookedUp?.need.kind === "session" ? this.#lookUpAgain(exchange, lookedUp.need, time) : undefined;
    if (again instanceof Promise) void again.then((found) => this.#conclude(exchange, time, found));
    else this.#conclude(exchange, time, again);
  }

  #lookUpAgain(
    { judgement }: Exchange,
    need: SessionNeed,
    time: number,
  ): Resolution | undefined | Promise<Resolution | undefined> {
    const { resolver, onError } = this.#ports;
    // The store being away ends nothing: what was known is judged again.
    const failed = (error: unknown): undefined => onError(error, judgement.facts.requestId) ?? undefined;
    try {
      const found = resolver.resolve(need, time);
      return found instanceof Promise ? found.catch(failed) : found;
    } catch (error) {
      return failed(error);
    }
  }

  #conclude(exchange: Exchange, time: number, found: Resolution | undefined): void {
    if (exchange.isClosed) return;
    const again = found?.kind === "session" ? found : undefined;
    const refusal: Refusal | undefined = this.#ports.pipeline.rejudge(exchange.judgement, time, again);
    if (refusal !== undefined) exchange.end(refusal);
    else exchange.work?.check(time);
  }
}
