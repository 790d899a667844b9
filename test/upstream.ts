import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an upstream saw of a request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, as received. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** The API behind the door: tells what it saw, streams, and downloads that take as long as nobody stops them. */
export class Upstream {
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));
  /** Everything it saw whole, oldest first. */
  readonly seen: Seen[] = [];
  /** Set where answers must not tell what was seen. */
  discreet = false;
  /** Answers that wait for `release`. */
  readonly #held: (() => void)[] = [];

  static async open(): Promise<Upstream> {
    const upstream = new Upstream();
    await new Promise<void>((resolve) => upstream.#server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get held(): number {
    return this.#held.length;
  }

  /** Lets the answers below /api/things/held go. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    return closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", rawHeaders: headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString("latin1") };
      this.seen.push(seen);
      if (url === "/api/events") stream(response);
      else if (url.startsWith("/api/files/")) download(response);
      else if (url.startsWith("/api/things/held")) this.#held.push(() => tell(response, seen));
      else if (this.discreet) response.end("{}");
      else tell(response, seen);
    });
  }
}

function tell(response: ServerResponse, seen: Seen): void {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(seen));
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write("data: 1\n\n");
}

function download(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": "1000000000" });
  const piece = Buffer.alloc(1000);
  const writing = setInterval(() => response.write(piece), 20);
  response.on("close", () => clearInterval(writing));
}
