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
import { answerOwn, type OwnHandlers } from "../own/own-operations.ts";
import { parserFlaw } from "./parser-flaw.ts";
import { rawAnswer } from "./raw-answer.ts";
import { type Arrived, flawedRequest, rawRequest } from "./raw-request.ts";
import { upgradeResponse } from "./upgrade.ts";

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
    this.#handle(request, response, { expectsContinue, upgradeHead: undefined }, fault);
  }

  /** Handles a request to upgrade to WebSocket, for which Node hands over the bare connection. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, upgradeHead: Buffer): void {
    const response = upgradeResponse(request, socket);
    if (response !== undefined) this.#handle(request, response, { expectsContinue: false, upgradeHead });
  }

  /** Handles an `Expect` that is not understood. */
  handleUnknownExpectation(request: IncomingMessage, response: ServerResponse): void {
    this.handle(request, response, true, unknownExpectation);
  }

  /** Refuses CONNECT, for which Node hands over the bare connection. */
  handleConnect(request: IncomingMessage, socket: Duplex): void {
    this.#refuseSocket(rawRequest(request, request.url ?? "", this.#arrived(connectRefused)), socket);
  }

  /** Handles what Node's parser refuses, and requests that take too long to arrive. */
  handleClientError(error: Error, socket: Duplex): void {
    const flaw = parserFlaw(error);
    const exchange = this.open.of(socket).at(-1);
    const silent = socket instanceof Socket && socket.bytesRead === 0;
    const held = this.open.heldOn(socket);
    if (flaw === undefined || silent || !socket.writable) socket.destroy();
    else if (held !== undefined) held.fault = flaw;
    else if (exchange === undefined) this.#refuseSocket(flawedRequest(socket, this.#arrived(flaw)), socket);
    else exchange.breakBody(flaw);
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
        void answerOwn(exchange, outcome, handlers, this.#ports.onError);
        return;
      case "answer":
        exchange.answerOutcome();
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

  /** Answers and records on a connection for which there is no response object, and closes it. */
  #refuseSocket(raw: RawRequest, socket: Duplex): void {
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
