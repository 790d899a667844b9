import type { IncomingMessage } from "node:http";

const longest = 1000;

/** Calls `done` once no more of a request will be read: Node closes it at its end, but not always with its connection. */
export function whenRead(request: IncomingMessage, done: () => void): void {
  const { socket } = request;
  const stop = (): void => {
    request.off("close", stop);
    socket.off("close", stop);
    done();
  };
  request.on("close", stop);
  socket.on("close", stop);
}

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
