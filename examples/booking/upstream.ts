import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Group, makeGroups } from "./data.ts";

/**
 * The booking service of this example: groups and their calendars, in memory; each environment has a service of its own.
 * It knows nothing of application keys, passwords or sessions, and asks nobody who they are: so it listens where only the
 * gateway reaches it. Each answer has a member `received` that shows the request as it arrived here.
 */
export interface Upstream {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the service. `port` 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
export async function startUpstream({ port, host }: { port: number; host: string }): Promise<Upstream> {
  const groups = makeGroups();
  const server = createServer((request, response) => {
    handle(groups, request, response).catch((error: unknown) => response.destroy(error as Error));
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

/** `/api/v1/groups`, `/api/v1/groups/4`, `/api/v1/groups/4/calendars`, `/api/v1/groups/4/calendars/1`. */
const pathForm = /^\/api\/v1\/groups(?:\/([0-9]+)(?:\/(calendars)(?:\/([0-9]+))?)?)?$/;

interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body?: object;
}

const absent: Answer = { status: 404, body: { error: "There is no such group or calendar." } };
const unreadable: Answer = { status: 400, body: { error: "The body is no JSON object with a member calendar." } };

async function handle(
  groups: ReadonlyMap<number, Group>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const { status, location, body } = route(groups, request.method, path, await readBody(request));
  const received = { method: request.method, path, query, headers: request.headers };
  const headers = { "content-type": "application/json; charset=utf-8", ...(location !== undefined && { location }) };
  response.writeHead(status, headers);
  response.end(status === 204 ? undefined : `${JSON.stringify({ ...body, received }, undefined, 2)}\n`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function route(groups: ReadonlyMap<number, Group>, method = "", path: string, body: string): Answer {
  const parts = pathForm.exec(path);
  if (parts === null) return absent;
  const [, groupId, calendars, calendarId] = parts;
  const reads = method === "GET" || method === "HEAD";
  if (groupId === undefined) return reads ? { status: 200, body: { groups: [...groups.values()].map(shown) } } : absent;
  const group = groups.get(Number(groupId));
  if (group === undefined) return absent;
  if (calendars === undefined) return reads ? { status: 200, body: { group: shown(group) } } : absent;
  return calendarId === undefined
    ? calendarsAnswer(group, method, path, body)
    : calendarAnswer(group, method, Number(calendarId));
}

const shown = ({ id, name }: Group): object => ({ id, name });

function calendarsAnswer({ calendars }: Group, method: string, path: string, body: string): Answer {
  if (method === "GET" || method === "HEAD") return { status: 200, body: { calendars: [...calendars.values()] } };
  if (method !== "POST") return absent;
  const values = readCalendar(body);
  if (values === undefined) return unreadable;
  const id = Math.max(0, ...calendars.keys()) + 1;
  const calendar = { ...values, id };
  calendars.set(id, calendar);
  return { status: 201, location: `${path}/${id}`, body: { calendar } };
}

function calendarAnswer({ calendars }: Group, method: string, id: number): Answer {
  const calendar = calendars.get(id);
  if (calendar === undefined) return absent;
  if (method === "GET" || method === "HEAD") return { status: 200, body: { calendar } };
  if (method !== "DELETE") return absent;
  calendars.delete(id);
  return { status: 204 };
}

/** What stands in `{"calendar": {…}}`. */
function readCalendar(body: string): object | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) && "calendar" in value && isObject(value.calendar) ? value.calendar : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

if (import.meta.main) {
  const { port } = await startUpstream({ port: Number(process.argv[2] ?? 8090), host: "127.0.0.1" });
  console.log(`The booking service listens on http://127.0.0.1:${port}`);
}
