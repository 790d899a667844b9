import type { IncomingMessage } from "node:http";

const longest = 1000;

/**
 * Reads and drops the rest of a refused body for up to a second, then calls `done` once. Closing a connection on which
 * bytes are still unread resets it, and the client could lose the answer that says why.
 */
export function linger(request: IncomingMessage, done: () => void): void {
  const stop = (): void => {
    clearTimeout(timer);
    request.off("end", stop).off("close", stop);
    done();
  };
  const timer = setTimeout(stop, longest);
  request.on("end", stop).on("close", stop);
  request.resume();
}
