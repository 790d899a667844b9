import { answerHeaders, type Outcome } from "@clavis/core";
import type { Dispatcher } from "undici";
import type { Exchange, Work } from "../exchange/exchange.ts";
import { upstreamFault } from "./upstream-fault.ts";
import { answerPairs, isEventStream, safeTrailers } from "./upstream-head.ts";

/** Why an upstream's request is given up; never shown. */
const givenUp = (): Error => new Error("the exchange is over");

/**
 * The upstream's half of one exchange: undici's handler. Passes the answer on piece by piece at the client's pace and
 * keeps nothing. Pieces wait only for a head that waits for its record.
 */
export class Forwarding implements Dispatcher.DispatchHandler, Work {
  readonly #exchange: Exchange;
  readonly #outcome: Extract<Outcome, { kind: "forward" }>;
  readonly #idleTimeout: number;
  readonly #dispatchedAt: number;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelled = false;
  #headSent = false;
  #held: Buffer[] = [];
  #ended = false;
  #moved = -1;
  #movedAt: number;

  constructor(exchange: Exchange, outcome: Extract<Outcome, { kind: "forward" }>, idleTimeout: number) {
    this.#exchange = exchange;
    this.#outcome = outcome;
    this.#idleTimeout = idleTimeout;
    this.#dispatchedAt = exchange.now();
    this.#movedAt = this.#dispatchedAt;
    exchange.work = this;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort(givenUp());
  }

  /** Ends an exchange that waits for a free connection or between two pieces for longer than it may. */
  check(time: number): void {
    const { bytesIn, bytesOut, isWaiting, isStream } = this.#exchange;
    const waitsForHead = this.#controller !== undefined && isWaiting;
    const moved = bytesIn + bytesOut;
    if (moved !== this.#moved || waitsForHead || isStream) {
      this.#moved = moved;
      this.#movedAt = time;
    } else if (time - this.#movedAt > this.#idleTimeout) {
      this.#exchange.fail("upstream_timeout", "The exchange with the API stood still for too long.");
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#cancelled) controller.abort(givenUp());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const exchange = this.#exchange;
    if (status < 200 || !exchange.isWaiting) return;
    exchange.upstreamTime = exchange.now() - this.#dispatchedAt;
    const pairs = answerHeaders(this.#outcome, answerPairs(status, headers));
    exchange.sendHead(status, pairs, isEventStream(headers), () => this.#sent());
    if (!this.#headSent) controller.pause();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#exchange.bytesOut += chunk.length;
    if (!this.#headSent) this.#held.push(chunk);
    else if (!this.#exchange.response.write(chunk)) this.#waitForClient(controller);
  }

  onResponseEnd(
    _controller: Dispatcher.DispatchController,
    trailers: Record<string, string | string[] | undefined>,
  ): void {
    const { response } = this.#exchange;
    this.#ended = true;
    if (response.chunkedEncoding) response.addTrailers(safeTrailers(trailers));
    if (this.#headSent) response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#cancelled) return;
    const { code, detail } = upstreamFault(error);
    this.#exchange.fail(code, detail);
  }

  /** The head is on its way: now the pieces may follow. */
  #sent(): void {
    const { response } = this.#exchange;
    this.#headSent = true;
    for (const chunk of this.#held) response.write(chunk);
    this.#held = [];
    if (this.#ended) response.end();
    else {
      this.#controller?.resume();
      // An answer without a first piece must not wait for one.
      queueMicrotask(() => {
        if (this.#exchange.bytesOut === 0 && !response.writableEnded) response.flushHeaders();
      });
    }
  }

  #waitForClient(controller: Dispatcher.DispatchController): void {
    controller.pause();
    this.#exchange.response.once("drain", () => controller.resume());
  }
}
