import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Calls `done` once, when all these answers of one connection are over, or the connection is: Node may not tell then. */
export function whenAnswered(socket: Duplex, responses: readonly ServerResponse[], done: () => void): void {
  const waiting = new Set(responses);
  if (waiting.size === 0) {
    done();
    return;
  }
  // Either may come from within the other.
  const over = (those: readonly ServerResponse[]): void => {
    if (waiting.size === 0) return;
    for (const response of those) waiting.delete(response);
    if (waiting.size === 0) done();
  };
  for (const response of responses) response.once("close", () => over([response]));
  socket.once("close", () => over(responses));
}
