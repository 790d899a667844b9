import { connect, type Socket } from "node:net";

/** What the load generator is told, and what it tells. */
export interface Load {
  readonly port: number;
  /** Each request carries one of these header lines, in turns. */
  readonly lines: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
}
export interface LoadResult {
  readonly requests: number;
  /** Answers that were not 200. */
  readonly failures: number;
}

const requestOf = (port: number, line: string): string =>
  [
    "GET /api/v1/invoices?page=2&size=50 HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    "Connection: keep-alive",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    "Accept: application/json",
    "Accept-Language: nl-NL,nl;q=0.9,en;q=0.8",
    "Accept-Encoding: gzip, deflate, br",
    "Cache-Control: no-cache",
    "Referer: https://shop.example/orders/12345",
    "X-Request-Id: 0d5f9c1e-6a6e-4a55-9a2c-0c7d0c1f2b3a",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "If-None-Match: W/abcdef",
    "Sec-Fetch-Site: same-origin",
    line,
    "",
    "",
  ].join("\r\n");

/** Sends the next request on each connection when the answer to the last one is complete. */
async function run({ port, lines, connections, milliseconds }: Load): Promise<LoadResult> {
  const requests = lines.map((line) => requestOf(port, line));
  let sent = 0;
  const next = (): string => requests[sent++ % requests.length] ?? "";
  const end = performance.now() + milliseconds;
  const counts = { requests: 0, failures: 0 };
  const sockets = Array.from({ length: connections }, () => connect({ port, host: "127.0.0.1", noDelay: true }));
  await Promise.all(sockets.map((socket) => drive(socket, next, end, counts)));
  return counts;
}

function drive(socket: Socket, next: () => string, end: number, counts: { requests: number; failures: number }) {
  return new Promise<void>((resolve, reject) => {
    let text = "";
    socket.once("error", reject).once("connect", () => socket.write(next(), "latin1"));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!isComplete(text)) return;
      counts.requests++;
      if (!text.startsWith("HTTP/1.1 200")) counts.failures++;
      text = "";
      if (performance.now() < end) socket.write(next(), "latin1");
      else socket.destroy();
    });
    socket.once("close", () => resolve());
  });
}

function isComplete(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const length = Number(/content-length: ([0-9]+)/i.exec(text)?.[1] ?? 0);
  return text.length >= head + 4 + length;
}

process.on("message", (load) => {
  run(load as Load).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
