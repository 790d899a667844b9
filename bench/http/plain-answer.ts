import type { IncomingMessage, ServerResponse } from "node:http";

const body = JSON.stringify({ items: "x".repeat(188) });

/** The application of the benchmark: 200 with 0.2 KB. */
export function answerPlainly(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
  response.end(body);
}
