import { answerHeaders, type Outcome } from "@clavis/core";
import type { Dispatcher } from "undici";
import type { Exchange, Work } from "../exchange/exchange.ts";
import { isFull, type Upstream } from "./upstream.ts";
import { upstreamFault } from "./upstream-fault.ts";
import { answerPairs, hintedLinks, isEventStream, safeTrailers } from "./upstream-head.ts";

/** Why an upstream's request is given up; never shown. */
const givenUp = (): Error => new Error("the exchange is over");

/** Answers up to this many bytes that are whole at once leave as one string with their head: one write, no copies. */
const smallBody = 16 * 1024;

/**
 * The upstream's half of one exchange: undici's handler. Passes the answer on piece by piece at the client's pace and
 * keeps nothing. Pieces wait only for a head that waits for its record.
 */
export class Forwarding implements Dispatcher.DispatchHandler, Work {
  readonly #exchange: Exchange;
  readonly #outcome: Extract<Outcome, { kind: "forward" }>;
  readonly #upstream: Upstream;
  readonly #dispatchedAt: number;
  #controller: Dispatcher.DispatchController | undefined;
  /** Nothing of the upstream counts any more: its answer is whole, or the exchange is over. */
  #over = false;
  #headSent = false;
  #flowing = false;
  #ended = false;
  #held: Buffer[] = [];
  #moved = -1;
  #movedAt: number;

  constructor(exchange: Exchange, outcome: Extract<Outcome, { kind: "forward" }>, upstream: Upstream) {
    this.#exchange = exchange;
    this.#outcome = outcome;
    this.#upstream = upstream;
    this.#dispatchedAt = exchange.now();
    this.#movedAt = this.#dispatchedAt;
    exchange.work = this;
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.abort(givenUp());
  }

  /**
   * Ends an exchange that waits between two pieces for longer than it may, and one that found no free connection in the
   * time it may take to make one.
   */
  check(time: number): void {
    const { idleTimeout, connectTimeout } = this.#upstream.options;
    const { bytesIn, bytesOut, isWaiting, isStream } = this.#exchange;
    const waitsForHead = this.#controller !== undefined && isWaiting;
    if (this.#controller === undefined && time - this.#dispatchedAt > connectTimeout && isFull(this.#upstream)) {
      this.#exchange.fail("overloaded", "Every connection to the API is in use.");
      return;
    }
    const moved = bytesIn + bytesOut;
    if (moved !== this.#moved || waitsForHead || isStream) {
      this.#moved = moved;
      this.#movedAt = time;
    } else if (time - this.#movedAt > idleTimeout) {
      this.#exchange.fail("upstream_timeout", "The exchange with the API stood still for too long.");
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(givenUp());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const exchange = this.#exchange;
    if (status === 103) exchange.sendHints(hintedLinks(headers));
    if (status < 200 || !exchange.isWaiting) return;
    exchange.upstreamTime = exchange.now() - this.#dispatchedAt;
    const pairs = answerHeaders(this.#outcome, answerPairs(status, headers));
    exchange.sendHead(status, pairs, isEventStream(headers), () => this.#sent());
    if (!this.#headSent) controller.pause();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#exchange.bytesOut += chunk.length;
    if (!this.#flowing) this.#held.push(chunk);
    else if (!this.#exchange.response.write(chunk)) this.#waitForClient(controller);
  }

  onResponseEnd(
    _controller: Dispatcher.DispatchController,
    trailers: Record<string, string | string[] | undefined>,
  ): void {
    const { response } = this.#exchange;
    this.#over = true;
    this.#ended = true;
    if (response.chunkedEncoding) response.addTrailers(safeTrailers(trailers));
    if (this.#headSent) this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    const { code, detail, values } = upstreamFault(error);
    this.#exchange.fail(code, detail, { values });
  }

  /** The head is on its way. What has come with it is whole before the microtask runs, or flows from there on. */
  #sent(): void {
    this.#headSent = true;
    if (this.#ended) this.#finish();
    else {
      this.#controller?.resume();
      queueMicrotask(() => this.#flow());
    }
  }

  /** An answer without a first piece must not wait for one. */
  #flow(): void {
    if (this.#ended) return;
    this.#flowing = true;
    if (this.#held.length === 0) this.#exchange.response.flushHeaders();
    this.#release();
  }

  #finish(): void {
    const { response } = this.#exchange;
    const [only] = this.#held;
    if (only !== undefined && this.#held.length === 1 && only.length <= smallBody) {
      response.end(only.toString("latin1"), "latin1");
      return;
    }
    this.#release();
    response.end();
  }

  #release(): void {
    for (const chunk of this.#held) this.#exchange.response.write(chunk);
    this.#held = [];
  }

  #waitForClient(controller: Dispatcher.DispatchController): void {
    controller.pause();
    this.#exchange.response.once("drain", () => controller.resume());
  }
}
