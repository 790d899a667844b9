import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Collection, collections, type DataSet, emptyDataSet, type Item, makeData } from "./data.ts";

/**
 * The invoicing service of this example: a small API with its data in memory. It knows nothing of API keys. It takes
 * the account from `Clavis-Account`, which only the gateway may set: so it listens where only the gateway reaches it.
 * Each answer has a member `received` that shows the request as it arrived here.
 */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the service. `port` 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
export async function startUpstream({ port, host }: { port: number; host: string }): Promise<Upstream> {
  const data = makeData();
  const server = createServer((request, response) => {
    handle(data, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });

/** `/api/v1/invoices`, `/api/v1/invoices/1`, `/api/v1/invoices/1/send`. */
const pathForm = /^\/api\/v1\/([a-z]+)(?:\/(-?[0-9]+)(\/send)?)?$/;

interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body?: object;
}

const absent: Answer = { status: 404, body: { error: "There is no such object in this account." } };
const unreadable: Answer = { status: 400, body: { error: "The body is not a JSON object." } };

async function handle(data: Map<string, DataSet>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? "/";
  const [path = "", query = ""] = url.split(/\?(.*)/s);
  const body = await readBody(request);
  const account = accountOf(data, request.headers["clavis-account"]);
  const {
    status,
    location,
    body: answer,
  } = account === undefined ? absent : route(account, request.method, path, body);
  const received = { method: request.method, path, query, headers: request.headers };
  response.writeHead(status, { "content-type": "application/json", ...(location === undefined ? {} : { location }) });
  response.end(status === 204 ? undefined : `${JSON.stringify({ ...answer, received }, undefined, 2)}\n`);
}

/** An account seen for the first time starts with nothing. Without an account (`-`, or no gateway) there is no data. */
function accountOf(data: Map<string, DataSet>, number: string | string[] | undefined): DataSet | undefined {
  if (typeof number !== "string" || number === "-") return undefined;
  const known = data.get(number) ?? emptyDataSet();
  data.set(number, known);
  return known;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function route(account: DataSet, method = "", path: string, body: string): Answer {
  const [, name = "", id, send] = pathForm.exec(path) ?? [];
  const collection = collections.find((known) => known === name);
  if (collection === undefined) return absent;
  if (id === undefined) return collectionAnswer(account, collection, method, path, body);
  const item = account[collection].get(Number(id));
  if (item === undefined) return absent;
  if (send !== undefined) return method === "POST" ? keep(account, collection, { ...item, sentAt: now() }) : absent;
  return itemAnswer(account, collection, item, method, body);
}

function collectionAnswer(
  account: DataSet,
  collection: Collection,
  method: string,
  path: string,
  body: string,
): Answer {
  const items = account[collection];
  if (method === "GET" || method === "HEAD") return { status: 200, body: { [collection]: [...items.values()] } };
  const values = readObject(body);
  if (method !== "POST" || values === undefined) return method === "POST" ? unreadable : absent;
  const id = Math.max(0, ...items.keys()) + 1;
  return { ...keep(account, collection, { ...values, id }), status: 201, location: `${path}/${id}` };
}

function itemAnswer(account: DataSet, collection: Collection, item: Item, method: string, body: string): Answer {
  const values = readObject(body);
  switch (method) {
    case "GET":
    case "HEAD":
      return { status: 200, body: item };
    case "PATCH":
      return values === undefined ? unreadable : keep(account, collection, { ...item, ...values, id: item.id });
    case "DELETE":
      account[collection].delete(item.id);
      return { status: 204 };
    default:
      return absent;
  }
}

function keep(account: DataSet, collection: Collection, item: Item): Answer {
  account[collection].set(item.id, item);
  return { status: 200, body: item };
}

const now = (): string => new Date().toISOString();

function readObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const { port } = await startUpstream({ port: Number(process.argv[2] ?? 8090), host: "127.0.0.1" });
  console.log(`The invoicing service listens on http://127.0.0.1:${port}`);
}
