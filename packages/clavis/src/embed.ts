import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { clavisMiddleware, type Middleware } from "@clavis/doors";
import { prepare } from "./prepare.ts";
import { Closing } from "./server/closing.ts";
import { openEngine } from "./server/engine.ts";
import { followChanges } from "./server/follow-changes.ts";
import { handlersOf } from "./server/own-handlers.ts";
import type { StartOptions } from "./start.ts";

/** Clavis inside another Node program: no listener of its own, the same decision. */
export interface Embedded extends Pick<Middleware, "use" | "protect"> {
  /** Writes what is still in memory. Close the program's own server first. */
  close(): Promise<void>;
}

/**
 * Puts Clavis before the handlers of a Node program: `app.use(clavis.use)` in Express, or
 * `createServer(clavis.protect(handler))`. The configuration is the same as for `start`; its listeners are not opened
 * and its upstreams not called. The errors of `start`.
 */
export async function embed({ logger, ...choice }: StartOptions): Promise<Embedded> {
  const { configuration, opened } = await prepare(choice);
  const closing = new Closing();
  return await closing.guard(async () => {
    const { clock } = choice;
    const parts = { configuration, opened, logger, clock, node: hostname(), boot: randomUUID() };
    const engine = await openEngine(parts, closing);
    const middleware = clavisMiddleware({ handlers: handlersOf(configuration, engine) }, engine.ports);
    closing.add(followChanges(engine.snapshot, [middleware], clock));
    return { use: middleware.use, protect: middleware.protect, close: () => closing.run() };
  });
}
