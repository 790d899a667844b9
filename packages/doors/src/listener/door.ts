import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { DoorFlaw, ListenerName, RawRequest } from "@clavis/core";
import { type BeginningPorts, beginExchange } from "../exchange/begin-exchange.ts";
import type { Arrival, Exchange } from "../exchange/exchange.ts";
import { framingOf } from "../exchange/framing.ts";
import type { OpenExchanges } from "../exchange/open-exchanges.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { type JudgingPorts, judgeAndResolve } from "../judge-and-resolve.ts";
import { answerRefused } from "../own/answer-refused.ts";
import { answerOwn, type OwnHandlers } from "../own/own-operations.ts";
import { parserFlaw } from "./parser-flaw.ts";
import { rawAnswer } from "./raw-answer.ts";
import { type Arrived, flawedRequest, rawRequest } from "./raw-request.ts";
import { upgradeResponse } from "./upgrade.ts";
import { whenAnswered } from "./when-answered.ts";

export interface DoorPorts extends BeginningPorts, JudgingPorts {
  /** A new request id for a time in milliseconds since the epoch. */
  readonly nextRequestId: (time: number) => string;
}

export interface DoorOptions {
  readonly listener: ListenerName;
  /** True where its connections are TLS. */
  readonly secure: boolean;
  /** Requests in progress at most; more are refused with `overloaded`. */
  readonly inFlight: number;
  readonly open: OpenExchanges;
  readonly handlers: OwnHandlers;
  /** Undefined on listeners that serve Clavis's own operations only. */
  readonly gateway: Gateway | undefined;
}

const overloaded: DoorFlaw = { code: "overloaded", detail: "More requests are in progress than may be." };
const unknownExpectation: DoorFlaw = { code: "request_malformed", detail: "Only Expect: 100-continue is understood." };
const connectRefused: DoorFlaw = { code: "request_malformed", detail: "CONNECT is not served." };

/** One listener's way from Node's requests to outcomes carried out. Decides nothing. */
export class Door {
  readonly #options: DoorOptions;
  readonly #ports: DoorPorts;

  constructor(options: DoorOptions, ports: DoorPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  get open(): OpenExchanges {
    return this.#options.open;
  }

  /** True where a request to upgrade to WebSocket can be carried out. */
  get upgrades(): boolean {
    return this.#options.gateway !== undefined;
  }

  /** Handles a request; `expectsContinue` where the client waits to be asked for its body. */
  handle(request: IncomingMessage, response: ServerResponse, expectsContinue = false, fault?: DoorFlaw): void {
    this.#guard(request.socket, () =>
      this.#handle(request, response, { expectsContinue, upgradeHead: undefined }, fault),
    );
  }

  /** Handles a request to upgrade to WebSocket, for which Node hands over the bare connection. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, upgradeHead: Buffer): void {
    this.#guard(socket, () => {
      const response = upgradeResponse(request, socket);
      if (response !== undefined) this.#handle(request, response, { expectsContinue: false, upgradeHead });
    });
  }

  /** Handles an `Expect` that is not understood. */
  handleUnknownExpectation(request: IncomingMessage, response: ServerResponse): void {
    this.handle(request, response, true, unknownExpectation);
  }

  /** Refuses CONNECT, for which Node hands over the bare connection. */
  handleConnect(request: IncomingMessage, socket: Duplex): void {
    this.#refuseSocket(socket, () => rawRequest(request, request.url ?? "", this.#arrived(connectRefused)));
  }

  /** Handles what Node's parser refuses, and requests that take too long to arrive. */
  handleClientError(error: Error, socket: Duplex): void {
    const flaw = parserFlaw(error);
    const silent = socket instanceof Socket && socket.bytesRead === 0;
    if (flaw === undefined || silent || !socket.writable) socket.destroy();
    else this.#guard(socket, () => this.#handleFlaw(flaw, socket));
  }

  /** A flaw in a body is its request's. Any other is that of a new request, whose turn comes behind the answers before it. */
  #handleFlaw(flaw: DoorFlaw, socket: Duplex): void {
    const { open } = this;
    const held = open.heldOn(socket);
    const exchanges = open.of(socket);
    const waiting = held.find(({ request }) => !request.complete);
    const broken = exchanges.find(({ request }) => !request.complete);
    if (waiting !== undefined) waiting.fault = flaw;
    else if (broken !== undefined) broken.breakBody(flaw);
    else if (!open.isEnding(socket)) {
      open.endOn(socket);
      const arrived = this.#arrived(flaw);
      const before = [...held, ...exchanges].map(({ response }) => response);
      whenAnswered(socket, before, () => this.#refuseSocket(socket, () => flawedRequest(socket, arrived)));
    }
  }

  #handle(
    request: IncomingMessage,
    response: ServerResponse,
    { expectsContinue, upgradeHead }: Pick<Arrival, "expectsContinue" | "upgradeHead">,
    fault?: DoorFlaw,
  ): void {
    // RFC 9112 section 9.6: nothing is processed behind an answer that closes the connection.
    if (this.open.isEnding(request.socket)) return;
    const framing = framingOf(request);
    const flaw = fault ?? framing.flaw ?? (this.open.size >= this.#options.inFlight ? overloaded : undefined);
    const judged = judgeAndResolve(this.#ports, rawRequest(request, request.url ?? "", this.#arrived(flaw)));
    const arrival = { request, response, framing, expectsContinue, upgradeHead };
    beginExchange(arrival, judged, this.#ports, this.open, (exchange) => {
      // Behind a flaw of framing nobody knows where the next request begins.
      if (flaw !== undefined && flaw !== overloaded) exchange.closeConnection();
      this.#carryOut(exchange);
    });
  }

  #carryOut(exchange: Exchange): void {
    const { outcome } = exchange.judgement;
    const { gateway, handlers } = this.#options;
    switch (outcome.kind) {
      case "forward":
        if (gateway === undefined) exchange.fail("internal", "Nothing stands behind this listener.");
        else gateway.forward(exchange, outcome);
        return;
      case "own":
        void answerOwn(exchange, outcome, handlers, this.#ports);
        return;
      case "answer":
        answerRefused(exchange, this.#ports);
        return;
      default:
        outcome satisfies never;
    }
  }

  #arrived(flaw: DoorFlaw | undefined): Arrived {
    const { listener, secure } = this.#options;
    const time = this.#ports.now();
    return { listener, secure, time, requestId: this.#ports.nextRequestId(time), flaw };
  }

  /** A mistake of ours costs this connection and not the process (CFG-05). */
  #guard(socket: Duplex, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#ports.onError(error, "-");
      socket.destroy();
    }
  }

  /** Answers and records on a connection for which there is no response object, and closes it. */
  #refuseSocket(socket: Duplex, raw: () => RawRequest): void {
    this.#guard(socket, () => this.#refuse(raw(), socket));
  }

  #refuse(raw: RawRequest, socket: Duplex): void {
    const judgement = this.#ports.pipeline.judge(raw);
    if ("need" in judgement) throw new TypeError("a flawed request is refused before anything is looked up");
    const { status, length, text } = rawAnswer(judgement.outcome);
    // Node has taken its own listener off by now; an error here only means that the client is gone.
    socket.on("error", () => socket.destroy());
    const send = (): void => void socket.end(text, () => socket.destroy());
    const ending = {
      phase: "whole",
      status,
      duration: 0,
      upstreamTime: undefined,
      bytesIn: 0,
      bytesOut: length,
    } as const;
    const record = this.#ports.pipeline.record(judgement, ending);
    const { log, mode } = this.#ports.recording;
    if (mode === "strict") log.commit(record).then(send, () => socket.destroy());
    else {
      log.append(record);
      send();
    }
  }
}
