import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { clavisMiddleware, type Middleware } from "@clavis/doors";
import express from "express";
import { handlersOf } from "../../packages/clavis/src/server/own-handlers.ts";
import type { CaseRequest, Door, Forwarded, Observed } from "../door.ts";
import type { World } from "../world.ts";
import { nextRecords } from "./next-records.ts";
import { exchange } from "./raw-exchange.ts";
import { forwardedOf } from "./recording-upstream.ts";

/** The middleware before a plain `node:http` application. */
export const openMiddlewareDoor = (world: World): Promise<Door> =>
  openApplication(world, (middleware, application) => middleware.protect(application));

/** The middleware in Express 5, before everything else. */
export const openExpressDoor = (world: World): Promise<Door> =>
  openApplication(world, (middleware, application) => {
    const app = express();
    app.disable("x-powered-by");
    app.use(middleware.use);
    app.use(application);
    return app;
  });

type Application = (request: IncomingMessage, response: ServerResponse) => void;

async function openApplication(
  world: World,
  protect: (middleware: Middleware, application: Application) => RequestListener,
): Promise<Door> {
  let seen: Forwarded | undefined;
  const application: Application = (request, response) => {
    seen = forwardedOf(request);
    response.setHeader("Content-Length", 0);
    response.end();
  };
  const handlers = handlersOf(world.configuration, world.engine);
  const listener = protect(clavisMiddleware({ handlers }, world.ports), application);
  // Node would answer a request without Host itself.
  const server = createServer({ requireHostHeader: false }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async judge(request) {
      seen = undefined;
      const observed = await judge(world, port, request);
      return { ...observed, forwarded: seen };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function judge({ records }: World, port: number, request: CaseRequest): Promise<Observed> {
  const known = records.length;
  const { status, headers, body } = await exchange(port, request);
  const [record] = await nextRecords(records, known, 1);
  return {
    effect: record.effect,
    status,
    carriedOut: true,
    answeredHere: true,
    answerHeaders: headers,
    body,
    forwarded: undefined,
    record,
  };
}
