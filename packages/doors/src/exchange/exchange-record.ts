import type { ServerResponse } from "node:http";
import type { Ending, Judgement, Pipeline, RequestLog, RequestRecord } from "@clavis/core";

/** `strict`: an answer leaves only after its record is durable. `bounded`: the record follows the answer. */
export interface Recording {
  readonly mode: "bounded" | "strict";
  readonly log: RequestLog;
}

export interface RecordPorts {
  readonly pipeline: Pipeline;
  readonly recording: Recording;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a record tells of an exchange, as it is by then. */
export interface RecordedExchange extends Pick<Ending, "upstreamTime" | "bytesIn" | "bytesOut"> {
  readonly judgement: Judgement;
  readonly response: ServerResponse;
  /** What an own operation found out. */
  readonly found: Pick<Ending, "notes" | "user">;
}

/** Recorded where the client went away before an answer was sent. */
const clientGone = 499;

/**
 * The record of one exchange: written once, and twice for an event stream or a WebSocket, and in strict mode for an
 * answer that breaks off: at the end as `closed`.
 */
export class ExchangeRecord {
  #phase: Ending["phase"] | undefined;
  /** What the record says that an answer of strict mode waited for. */
  #committed: Judgement | undefined;
  readonly #ports: RecordPorts;
  readonly #exchange: RecordedExchange;

  constructor(ports: RecordPorts, exchange: RecordedExchange) {
    this.#ports = ports;
    this.#exchange = exchange;
  }

  get isStrict(): boolean {
    return this.#ports.recording.mode === "strict";
  }

  /** True once an answer that goes on for long is recorded as begun. */
  get isOpened(): boolean {
    return this.#phase === "opened";
  }

  /** Resolves once the record is durable. */
  commit(phase: "opened" | "whole", status: number): Promise<void> {
    this.#phase = phase;
    this.#committed = this.#exchange.judgement;
    return this.#ports.recording.log.commit(this.#recordOf(phase, status));
  }

  /** What was to be committed could not be: nothing is recorded yet. */
  forget(): void {
    this.#phase = undefined;
  }

  append(phase: Ending["phase"]): void {
    this.#phase = phase;
    const { response } = this.#exchange;
    this.#ports.recording.log.append(this.#recordOf(phase, response.headersSent ? response.statusCode : clientGone));
  }

  /** Appends what is not recorded yet of an exchange that is over. */
  close(): void {
    if (this.#phase === undefined) this.append("whole");
    else if (this.isOpened || this.#exchange.judgement !== this.#committed) this.append("closed");
  }

  #recordOf(phase: Ending["phase"], status: number): RequestRecord {
    const { judgement, upstreamTime, bytesIn, bytesOut, found } = this.#exchange;
    return this.#ports.pipeline.record(judgement, {
      phase,
      status: phase === "opened" ? 0 : status,
      duration: Math.max(0, this.#ports.now() - judgement.facts.time),
      upstreamTime,
      bytesIn,
      bytesOut,
      ...found,
    });
  }
}
