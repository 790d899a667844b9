import { hash } from "node:crypto";
import { type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { answerHeaders, headerValue, type Outcome } from "@clavis/core";
import type { Exchange, Work } from "../exchange/exchange.ts";
import type { UpstreamOptions } from "./upstream.ts";
import { upstreamFault } from "./upstream-fault.ts";
import { answerPairs } from "./upstream-head.ts";

type Forward = Extract<Outcome, { kind: "forward" }>;

/** Milliseconds between the probes that notice a peer which is silently gone. */
const probeEvery = 60_000;

/**
 * A WebSocket through the gateway (RFC 6455): the opening handshake as a request of its own, then bytes both ways until
 * one side ends or the exchange does. Over node:http, because undici takes an upstream's refusal to upgrade for an error
 * and would lose its answer. An upstream that answers with anything but 101 has that answer passed on.
 */
export class Tunnel implements Work {
  readonly #exchange: Exchange;
  readonly #outcome: Forward;
  readonly #options: UpstreamOptions;
  readonly #startedAt: number;
  #request: ClientRequest | undefined;
  #upstream: Duplex | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When one side ended; what is still on its way to the other may not take longer than `idleTimeout`. */
  #endedAt = Number.POSITIVE_INFINITY;
  #over = false;

  constructor(exchange: Exchange, outcome: Forward, options: UpstreamOptions) {
    this.#exchange = exchange;
    this.#outcome = outcome;
    this.#options = options;
    this.#startedAt = exchange.now();
    exchange.work = this;
  }

  /** Sends the handshake. `answerTimeout` holds for reaching the upstream and its answer together. */
  open(): void {
    const { origin, answerTimeout, authorities } = this.#options;
    const { host } = new URL(origin);
    const { facts } = this.#exchange.judgement;
    const named = ["Host", this.#options.preserveHost ? facts.host : host];
    const headers = [...named, ...this.#outcome.headers, "Connection", "Upgrade", "Upgrade", "websocket"];
    const send = origin.startsWith("https:") ? tlsRequest : plainRequest;
    const ca = authorities === undefined ? {} : { ca: authorities };
    const target = {
      method: "GET",
      path: this.#outcome.target,
      headers,
      agent: false,
      maxHeaderSize: 64 * 1024,
    } as const;
    const request = send(origin, { ...target, ...ca });
    request.on("upgrade", (response, socket, head) => this.#accepted(response, socket, head));
    request.on("response", (response) => this.#declined(response));
    request.on("error", (error) => this.#broken(error));
    this.#request = request;
    this.#timer = setTimeout(() => this.#late(), answerTimeout);
    request.end();
  }

  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
    this.#upstream?.destroy();
  }

  check(time: number): void {
    if (time - this.#endedAt > this.#options.idleTimeout) this.#exchange.disconnect();
  }

  #accepted(response: IncomingMessage, socket: Duplex, head: Buffer): void {
    clearTimeout(this.#timer);
    this.#upstream = socket;
    socket.on("error", () => socket.destroy());
    const exchange = this.#exchange;
    exchange.upstreamTime = exchange.now() - this.#startedAt;
    if (this.#over || !exchange.isWaiting) socket.destroy();
    else if (!agrees(response, this.#outcome)) {
      exchange.fail("upstream_unavailable", "The API answered the request to upgrade with something else.");
    } else {
      const pairs = answerHeaders(this.#outcome, answerPairs(101, response.headersDistinct));
      pairs.push("Connection", "Upgrade", "Upgrade", "websocket");
      exchange.sendHead(101, pairs, true, () => this.#join(socket, head));
    }
  }

  #join(upstream: Duplex, upstreamHead: Buffer): void {
    const exchange = this.#exchange;
    const client = exchange.request.socket;
    exchange.response.flushHeaders();
    keepAlive(client);
    keepAlive(upstream);
    const ended = (): void => {
      this.#endedAt = Math.min(this.#endedAt, exchange.now());
    };
    carry(client, upstream, exchange.upgradeHead, ended, (bytes) => {
      exchange.bytesIn += bytes;
    });
    carry(upstream, client, upstreamHead, ended, (bytes) => {
      exchange.bytesOut += bytes;
    });
  }

  #declined(response: IncomingMessage): void {
    clearTimeout(this.#timer);
    const exchange = this.#exchange;
    if (this.#over || !exchange.isWaiting) return;
    exchange.upstreamTime = exchange.now() - this.#startedAt;
    const status = response.statusCode ?? 502;
    const pairs = answerHeaders(this.#outcome, answerPairs(status, response.headersDistinct));
    response.setTimeout(this.#options.idleTimeout, () => this.#late());
    response.on("error", (error) => this.#broken(error));
    response.on("data", (chunk: Buffer) => {
      exchange.bytesOut += chunk.length;
    });
    response.pause();
    exchange.sendHead(status, pairs, false, () => response.pipe(exchange.response));
  }

  #late(): void {
    this.#exchange.fail("upstream_timeout", "The API did not answer in time.");
  }

  #broken(error: unknown): void {
    if (this.#over) return;
    const { code, detail, values } = upstreamFault(error);
    this.#exchange.fail(code, detail, { values });
  }
}

/** The upstream has understood this handshake and no other (RFC 6455 section 4.2.2). */
function agrees({ headers }: IncomingMessage, { headers: sent }: Forward): boolean {
  const key = headerValue(sent, "sec-websocket-key") ?? "";
  const expected = hash("sha1", `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, "base64");
  return headers.upgrade?.toLowerCase() === "websocket" && headers["sec-websocket-accept"] === expected;
}

function keepAlive(socket: Duplex): void {
  if (socket instanceof Socket) socket.setKeepAlive(true, probeEvery).setNoDelay(true).setTimeout(0);
}

/** One direction: at the pace of the slower side, to the last byte, and then the other side is closed too. */
function carry(
  from: Duplex,
  to: Duplex,
  head: Buffer | undefined,
  ended: () => void,
  passed: (bytes: number) => void,
): void {
  if (head !== undefined && head.length > 0) from.unshift(head);
  from.on("data", (chunk: Buffer) => passed(chunk.length));
  from.once("end", () => {
    ended();
    to.end(() => to.destroy());
  });
  from.once("close", () => {
    if (!from.readableEnded) to.destroy();
  });
  from.pipe(to, { end: false });
}
