import type { ServerResponse } from "node:http";

const every = 1000;

/** Server-sent events, until one side ends them. This service has nothing new to tell, and says so once a second. */
export function follow(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("event: start\ndata: {}\n\n");
  const ticking = setInterval(() => response.write(": nothing new\n\n"), every);
  response.once("close", () => clearInterval(ticking));
}
