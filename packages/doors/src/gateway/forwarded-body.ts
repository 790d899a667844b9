import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/**
 * A request's body on its way to the upstream: counted, capped, at the pace of the slower side. A stream of its own,
 * because undici destroys a body that an early answer makes useless, and destroying the request itself would take the
 * client's connection and that answer with it.
 */
export class ForwardedBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #passed: (bytes: number) => void;

  /** `passed` is told of every piece before it goes on, and may destroy the body. */
  constructor(request: IncomingMessage, passed: (bytes: number) => void) {
    super();
    this.#request = request;
    this.#passed = passed;
    request.on("data", this.#take).on("end", this.#end).pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // What the client still sends is read and dropped: its connection may be used again.
    this.#request.off("data", this.#take).off("end", this.#end).resume();
    done(error);
  }

  readonly #take = (chunk: Buffer): void => {
    this.#passed(chunk.length);
    if (!this.destroyed && !this.push(chunk)) this.#request.pause();
  };

  readonly #end = (): void => {
    this.push(null);
  };
}
