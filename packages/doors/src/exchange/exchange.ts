import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import {
  type Code,
  type DoorFlaw,
  type Ending,
  type HeaderPairs,
  type Judgement,
  type Refusal,
  type RefusalExtras,
  refusedBy,
} from "@clavis/core";
import { ExchangeRecord, type RecordPorts } from "./exchange-record.ts";
import { type Framing, withLength } from "./framing.ts";
import { linger, whenRead } from "./linger.ts";

/** Where the exchanges in progress are kept. */
export interface Roster {
  /** True once the listener is stopping: every answer then closes its connection. */
  readonly draining: boolean;
  add(exchange: Exchange): void;
  remove(exchange: Exchange): void;
  /** What still comes on this connection is not processed. */
  endOn(socket: Duplex): void;
}

export interface ExchangePorts extends RecordPorts {
  /** Told of errors of ours that became a refusal. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/** Work done for an exchange elsewhere: the upstream's request. */
export interface Work {
  /** Ends it. May be called more than once, and when it is over. */
  cancel(): void;
  /** Called twice a second or so: the place to notice that nothing moves any more. */
  check(time: number): void;
}

/** What a door knows of a request beside its judgement. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly framing: Framing;
  /** The client waits for 100 Continue before it sends its body. */
  readonly expectsContinue: boolean;
  /** Of a request to upgrade to WebSocket: what has come behind its head. */
  readonly upgradeHead: Buffer | undefined;
}

/**
 * One request and its answer, from the judgement to the last byte. Whatever way it ends, it is recorded, and work done
 * for it elsewhere ends with it.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly framing: Framing;
  readonly upgradeHead: Buffer | undefined;
  /** Bytes of the bodies that have passed. */
  bytesIn = 0;
  bytesOut = 0;
  /** Milliseconds spent waiting for the head of the upstream's answer. */
  upstreamTime: number | undefined;
  /** What an own operation found out, for the record. */
  found: Pick<Ending, "notes" | "user"> = {};
  /** True once one of Clavis's own operations works for it. */
  isAtWork = false;
  /** What is done for this exchange elsewhere, set by who does it. */
  work: Work | undefined;
  #judgement: Judgement;
  #state: "waiting" | "answering" | "closed" = "waiting";
  #failed = false;
  #closing = false;
  #handedOver = false;
  #expectsContinue: boolean;
  readonly #record: ExchangeRecord;
  readonly #ports: ExchangePorts;
  readonly #roster: Roster;

  constructor(arrival: Arrival, judgement: Judgement, ports: ExchangePorts, roster: Roster) {
    this.request = arrival.request;
    this.response = arrival.response;
    this.framing = arrival.framing;
    this.upgradeHead = arrival.upgradeHead;
    this.#judgement = judgement;
    this.#expectsContinue = arrival.expectsContinue;
    this.#ports = ports;
    this.#roster = roster;
    this.#record = new ExchangeRecord(ports, this);
    roster.add(this);
    this.response.once("close", () => this.abandon());
    // Gone while the request waited for its judgement: nobody will tell.
    if (this.request.socket.destroyed) this.abandon();
  }

  get judgement(): Judgement {
    return this.#judgement;
  }

  /** True until an answer is chosen or the client is gone. */
  get isWaiting(): boolean {
    return this.#state === "waiting";
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** True for an event stream or a WebSocket whose head has been sent: it may stay silent for as long as it likes. */
  get isStream(): boolean {
    return this.#record.isOpened;
  }

  /** True for a WebSocket that is open. */
  get isTunnel(): boolean {
    return this.isStream && this.upgradeHead !== undefined;
  }

  now(): number {
    return this.#ports.now();
  }

  /** Asks for the body where the client waits to be asked. */
  acceptBody(): void {
    if (!this.#expectsContinue) return;
    this.#expectsContinue = false;
    this.response.writeContinue();
  }

  /**
   * Passes early hints on (RFC 8297). Not in strict mode, where nothing of an answer leaves before its record, and not
   * to a client of HTTP/1.0, which would take them for the answer.
   */
  sendHints(links: string[]): void {
    if (links.length === 0 || !this.isWaiting || this.request.httpVersionMinor === 0) return;
    if (!this.#record.isStrict) this.response.writeInformation(103, { Link: links });
  }

  /**
   * Sends status and headers, then calls `sent`. In strict mode both wait for the record, and where it can not be
   * written the answer becomes 503 `store_unavailable`. The caller sees to it that the exchange is still waiting.
   */
  sendHead(status: number, headers: HeaderPairs, stream: boolean, sent: () => void): void {
    const send = (): void => {
      this.#writeHead(status, headers);
      sent();
    };
    if (this.#record.isStrict) this.#whenRecorded(stream ? "opened" : "whole", status, send);
    else {
      send();
      if (stream) this.#record.append("opened");
    }
  }

  /**
   * Leaves the answer to an application. In strict mode `then` waits until the call is recorded as `opened`. Of the
   * bytes that follow only declared lengths are known.
   */
  handOver(then: () => void): void {
    this.#handedOver = true;
    this.bytesIn = this.framing.length ?? 0;
    if (this.#record.isStrict) this.#whenRecorded("opened", 0, then);
    else then();
  }

  /** Makes the answer the last one on its connection: what follows on it can not be trusted. */
  closeConnection(): void {
    this.#closing = true;
    this.response.shouldKeepAlive = false;
    this.#roster.endOn(this.request.socket);
  }

  /** Sends a complete answer. Does nothing once an answer was chosen. */
  answer(status: number, headers: HeaderPairs, body: string | undefined): void {
    if (!this.isWaiting) return;
    // A client that was not asked for its body may send it or not: only a new connection is clear about it.
    if (this.#expectsContinue) this.closeConnection();
    if (body !== undefined && this.request.method !== "HEAD") this.bytesOut = Buffer.byteLength(body);
    this.sendHead(status, withLength(status, headers, body), false, () => this.#finish(body));
  }

  /** Carries out an outcome of kind `answer`: a refusal or a preflight's answer. */
  answerOutcome(): void {
    const { outcome } = this.#judgement;
    if (outcome.kind !== "answer") throw new TypeError("the outcome is not a complete answer");
    if (outcome.close) this.closeConnection();
    this.answer(outcome.status, outcome.answerHeaders, outcome.body);
  }

  /**
   * Ends the exchange with a refusal made after the decision: as a problem document while no answer was chosen, by
   * breaking the connection after that, since a cut answer must not look whole. Only the first failure counts.
   */
  fail(code: Code, detail: string, extras?: RefusalExtras): void {
    if (this.#failed || this.isClosed) return;
    this.#failed = true;
    this.work?.cancel();
    this.#judgement = this.#ports.pipeline.fail(this.#judgement, code, detail, extras);
    if (this.isWaiting) this.answerOutcome();
    else this.response.destroy();
  }

  /** Refuses like `fail`, with an answer of the operation's own making. Does nothing once an answer was chosen. */
  refuseAs(
    code: Code,
    detail: string,
    shape: { status: number; headers: HeaderPairs; body: string | undefined },
  ): void {
    if (!this.isWaiting) return;
    this.#judgement = this.#ports.pipeline.fail(this.#judgement, code, detail);
    this.answer(shape.status, shape.headers, shape.body);
  }

  /**
   * The connection can not be read any further, in the middle of this request's body. The request is refused while that
   * can be said; an answer that says it, or another refusal, is let through.
   */
  breakBody({ code, detail }: DoorFlaw): void {
    if (this.isWaiting) {
      this.closeConnection();
      this.fail(code, detail);
    }
    if (!this.#closing) this.request.socket.destroy();
    else if (this.response.headersSent) this.response.end();
  }

  /** Breaks the exchange off because its right has ended. The record keeps the status sent and names the refusal. */
  end(refusal: Refusal): void {
    this.#judgement = { ...this.#judgement, decision: refusedBy(this.#judgement.decision, refusal) };
    this.disconnect();
  }

  /** Breaks the connection, and with it the exchange. */
  disconnect(): void {
    this.request.socket.destroy();
    this.abandon();
  }

  /** The client has its whole answer or is gone. */
  abandon(): void {
    if (this.isClosed) return;
    this.#state = "closed";
    this.work?.cancel();
    if (this.#handedOver) this.bytesOut = Number(this.response.getHeader("content-length") ?? 0);
    this.#record.close();
    // While the rest of a body is on its way the exchange stays known: a fault in it is not a new request's.
    if (this.request.complete || this.request.socket.destroyed) this.#roster.remove(this);
    else whenRead(this.request, () => this.#roster.remove(this));
  }

  #whenRecorded(phase: "opened" | "whole", status: number, then: () => void): void {
    this.#state = "answering";
    const committed = (): void => {
      if (!this.isClosed) then();
    };
    this.#record
      .commit(phase, status)
      .then(committed, (error: unknown) => this.#refuseUnrecorded(error))
      .catch((error: unknown) => this.#breakOff(error));
  }

  /** Nothing can be made durable now, so this refusal is only appended: it is lost or written with the next batch. */
  #refuseUnrecorded(error: unknown): void {
    this.#ports.onError(error, this.#judgement.facts.requestId);
    this.work?.cancel();
    this.#failed = true;
    this.#record.forget();
    const detail = "The call could not be recorded, so it is not answered.";
    this.#judgement = this.#ports.pipeline.fail(this.#judgement, "store_unavailable", detail);
    const { outcome } = this.#judgement;
    if (this.isClosed) this.#record.append("whole");
    else if (outcome.kind === "answer") {
      this.#writeHead(outcome.status, withLength(outcome.status, outcome.answerHeaders, outcome.body));
      this.#finish(outcome.body);
    }
  }

  #breakOff(error: unknown): void {
    this.#ports.onError(error, this.#judgement.facts.requestId);
    this.response.destroy();
  }

  #writeHead(status: number, headers: HeaderPairs): void {
    if (this.#roster.draining) this.response.shouldKeepAlive = false;
    this.response.writeHead(status, headers as string[]);
    this.#state = "answering";
  }

  #finish(body: string | undefined): void {
    const { request, response } = this;
    if (request.complete || !this.#closing) response.end(body);
    else {
      if (body !== undefined) response.write(body);
      linger(request, () => response.end());
    }
  }
}
