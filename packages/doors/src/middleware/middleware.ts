import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { HeaderPairs, Outcome } from "@clavis/core";
import { beginExchange } from "../exchange/begin-exchange.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { framingOf } from "../exchange/framing.ts";
import { OpenExchanges } from "../exchange/open-exchanges.ts";
import { judgeAndResolve } from "../judge-and-resolve.ts";
import type { DoorPorts } from "../listener/door.ts";
import { rawRequest } from "../listener/raw-request.ts";
import { answerOwn, type OwnHandlers } from "../own/own-operations.ts";
import { setJudgedHeaders } from "./judged-headers.ts";
import { identityOf, type RequestIdentity } from "./request-identity.ts";

declare module "node:http" {
  interface IncomingMessage {
    /** Set by Clavis's middleware on requests it lets through. */
    clavis?: RequestIdentity;
  }
}

/** A request of Node's or of Express's, which keeps the target as received in `originalUrl`. */
type AppRequest = IncomingMessage & { readonly originalUrl?: string; readonly baseUrl?: string };
type Next = () => void;

export interface MiddlewareOptions {
  /** Handlers of those of Clavis's own operations that the policy serves here. */
  readonly handlers: OwnHandlers;
}

export interface Middleware {
  /** For `app.use(...)` of Express, before everything that routes or reads a body. */
  readonly use: (request: AppRequest, response: ServerResponse, next: Next) => void;
  /** Puts a handler of plain `node:http` behind the decision. */
  readonly protect: (
    handler: (request: IncomingMessage, response: ServerResponse) => void,
  ) => (request: IncomingMessage, response: ServerResponse) => void;
  /** Breaks off exchanges whose right has ended; see `Listener`. */
  readonly sweep: (time: number) => void;
}

/**
 * The decision inside an application's own server. Refused requests are answered here. Allowed ones go on with
 * `request.clavis` set, their headers replaced by the judged ones, and `request.url` set to the canonical target less
 * the credential parameters.
 *
 * What was judged is the target as it arrived (`originalUrl`, whatever a router has made of `url` since). The
 * application must route on `request.url` as it is then, case-sensitively and without decoding it a second time, or it
 * may run another operation than the one that was judged. Bodies are neither read nor capped. In strict mode the call
 * is recorded before the application sees it (`opened`) and again at its end (`closed`). Of an answer's bytes only a
 * declared length is recorded.
 */
export function clavisMiddleware(options: MiddlewareOptions, ports: DoorPorts): Middleware {
  const open = new OpenExchanges(ports);

  const carryOut = (exchange: Exchange, request: AppRequest, next: Next): void => {
    const { outcome } = exchange.judgement;
    switch (outcome.kind) {
      case "forward":
        if (liesBelow(outcome.target, request.baseUrl)) admit(exchange, request, outcome, next);
        else exchange.fail("not_found", "The path is not below the one where this API is mounted.");
        return;
      case "own":
        void answerOwn(exchange, outcome, options.handlers, ports);
        return;
      case "answer":
        exchange.answerOutcome();
        return;
      default:
        outcome satisfies never;
    }
  };

  const use = (request: AppRequest, response: ServerResponse, next: Next): void => {
    let handedOn = false;
    try {
      judge(request, response, () => {
        handedOn = true;
        next();
      });
    } catch (error) {
      // What the application throws is its own affair.
      if (handedOn) throw error;
      ports.onError(error, "-");
      refuseBarely(response);
    }
  };

  const judge = (request: AppRequest, response: ServerResponse, next: Next): void => {
    const time = ports.now();
    const framing = framingOf(request);
    const target = request.originalUrl ?? request.url ?? "";
    const secure = request.socket instanceof TLSSocket;
    const requestId = ports.nextRequestId(time);
    const arrived = { listener: "public", secure, time, requestId, flaw: framing.flaw } as const;
    const judged = judgeAndResolve(ports, rawRequest(request, target, arrived));
    const arrival = { request, response, framing, expectsContinue: false, upgradeHead: undefined };
    beginExchange(arrival, judged, ports, open, (exchange) => carryOut(exchange, request, next));
  };
  return {
    use,
    protect: (handler) => (request, response) => use(request, response, () => handler(request, response)),
    sweep: (time) => open.sweep(time),
  };
}

/** A mistake of ours must neither let the request through nor end the process (CFG-05). */
function refuseBarely(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { "Content-Length": 0, "Cache-Control": "no-store", Connection: "close" }).end();
}

const liesBelow = (target: string, base: string | undefined): boolean =>
  base === undefined ||
  base === "" ||
  target === base ||
  target.startsWith(`${base}/`) ||
  target.startsWith(`${base}?`);

function admit(
  exchange: Exchange,
  request: AppRequest,
  outcome: Extract<Outcome, { kind: "forward" }>,
  next: Next,
): void {
  exchange.handOver(() => {
    setJudgedHeaders(request, outcome.headers);
    const below = outcome.target.slice(request.baseUrl?.length ?? 0);
    request.url = below.startsWith("/") ? below : `/${below}`;
    if (request.originalUrl !== undefined) Object.assign(request, { originalUrl: outcome.target });
    request.clavis = identityOf(exchange.judgement);
    setHeaders(exchange.response, outcome.answerHeaders);
    next();
  });
}

/** An application may have set some of them before, such as Vary: ours come beside those. */
function setHeaders(response: ServerResponse, headers: HeaderPairs): void {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? "";
    const value = headers[at + 1] ?? "";
    if (response.hasHeader(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}
