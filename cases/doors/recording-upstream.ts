import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Forwarded } from "../door.ts";

/** Answers 200 to everything and shows what came last. */
export class RecordingUpstream {
  readonly origin: string;
  readonly #close: () => Promise<void>;
  #last: Forwarded | undefined;

  private constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  static async open(): Promise<RecordingUpstream> {
    let upstream: RecordingUpstream | undefined;
    const server = createServer((request, response) => {
      if (upstream !== undefined) upstream.#last = forwardedOf(request);
      response.setHeader("Content-Length", 0);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    upstream = new RecordingUpstream(`http://127.0.0.1:${port}`, close);
    return upstream;
  }

  /** What arrived since it was last asked. */
  take(): Forwarded | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

export const forwardedOf = ({ method = "", url = "", rawHeaders }: IncomingMessage): Forwarded => ({
  method,
  target: url,
  headers: [...rawHeaders],
});
