import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Calls `done` once, when all these answers of one connection are over, or the connection is: Node may not tell then. */
export function whenAnswered(socket: Duplex, responses: readonly ServerResponse[], done: () => void): void {
  const waiting = new Set(responses);
  if (waiting.size === 0) {
    done();
    return;
  }
  const gone = (): void => {
    waiting.clear();
    done();
  };
  socket.once("close", gone);
  for (const response of waiting)
    response.once("close", () => {
      if (!waiting.delete(response) || waiting.size > 0) return;
      socket.off("close", gone);
      done();
    });
}
