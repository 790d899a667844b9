import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AssertionTrust, assertionCheck, type CallCheck } from "./assertion.ts";
import { makeData } from "./data.ts";
import { follow } from "./feed.ts";
import { answer } from "./routes.ts";

/**
 * The till vendor's service: shops, orders and refunds, in memory. It knows nothing of keys or tokens. It takes the account
 * from `Clavis-Account`, which only Clavis may set: so it listens where only Clavis reaches it, or is told whose
 * assertions to trust, and answers nobody else then. Each answer has a member `received` that shows the request as it
 * arrived here.
 */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

export interface UpstreamOptions {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host: string;
  /** Undefined: whatever reaches it is believed. */
  readonly trust?: AssertionTrust | undefined;
}

/** Starts the service. Rejects with the system's error, such as EADDRINUSE. */
export async function startUpstream({ port, host, trust }: UpstreamOptions): Promise<Upstream> {
  const data = makeData();
  const isAsserted = trust && assertionCheck(trust);
  const server = createServer((request, response) => {
    serve(request, response, isAsserted, data).catch((error: unknown) => response.destroy(error as Error));
  });
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  isAsserted: CallCheck | undefined,
  data: ReturnType<typeof makeData>,
): Promise<void> {
  const { method = "", url = "/", headers } = request;
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const body = await readBody(request);
  const verified = isAsserted === undefined ? undefined : await isAsserted(request);
  const received = { method, path, query, verified, headers };
  if (verified === false) return send(response, 401, { error: "This call did not come through Clavis.", received });
  if (method === "GET" && path === "/api/v1/orders/feed") return follow(response);
  const { status, location, body: found } = answer(data, callerOf(headers), method, path, body);
  if (typeof found === "string") return void response.writeHead(status, { "content-type": "text/csv" }).end(found);
  if (location !== undefined) response.setHeader("location", location);
  send(response, status, { ...found, received });
}

/** The account, and who acts in it: a user, or a credential where that is nobody in person. */
function callerOf(headers: IncomingMessage["headers"]): { account: string; by: string } {
  const told = (name: string): string => String(headers[name] ?? "-");
  const user = told("clavis-user");
  return { account: told("clavis-account"), by: user === "-" ? told("clavis-credential") : user };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body, undefined, 2)}\n`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** As in docs/guides/verify-assertion.mjs: all three, or nobody is asked for an assertion. */
function trustFrom({ ASSERTION_KEYS, ASSERTION_ISSUER, ASSERTION_AUDIENCE }: NodeJS.ProcessEnv) {
  if (ASSERTION_KEYS === undefined || ASSERTION_ISSUER === undefined || ASSERTION_AUDIENCE === undefined)
    return undefined;
  return { keys: ASSERTION_KEYS, issuer: ASSERTION_ISSUER, audience: ASSERTION_AUDIENCE };
}

if (import.meta.main) {
  const trust = trustFrom(process.env);
  const { port } = await startUpstream({ port: Number(process.argv[2] ?? 8090), host: "127.0.0.1", trust });
  console.log(`The till vendor's service listens on http://127.0.0.1:${port}`);
}
