import type { CaseRequest, Door, Observed } from "./door.ts";
import { openCoreDoor } from "./doors/core-door.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { openExpressDoor, openMiddlewareDoor } from "./doors/middleware-door.ts";
import { openVerifyDoor } from "./doors/verify-door.ts";
import { openWorld, type StoreKind, type World } from "./world.ts";

/** A request as tests outside of the case files write it. */
export interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  readonly headers: readonly string[];
  readonly address?: string;
  /** Sent as JSON. */
  readonly body?: object;
}

/** A world and a door to it. */
export interface Place {
  readonly world: World;
  readonly door: Door;
  ask(asked: Asked): Promise<Observed>;
  close(): Promise<void>;
}

/** The two ends: the decision itself on memory, and the gateway over sockets on SQLite. */
export const ends = [
  { door: "core", store: "memory", open: openCoreDoor },
  { door: "the gateway", store: "sqlite", open: openGatewayDoor },
] as const;

/** Every way in, each on one of the stores. */
export const everyDoor = [
  ...ends,
  { door: "the middleware", store: "memory", open: openMiddlewareDoor },
  { door: "Express", store: "sqlite", open: openExpressDoor },
  { door: "the decision API", store: "memory", open: openVerifyDoor },
] as const;

export async function openPlace(name: string, store: StoreKind, open: (world: World) => Promise<Door>): Promise<Place> {
  const world = await openWorld(name, store);
  const door = await open(world);
  return {
    world,
    door,
    ask: (asked) => door.judge(requestOf(asked)),
    async close() {
      await door.close();
      await world.close();
    },
  };
}

function requestOf({
  method = "GET",
  target = "/api/v1/invoices",
  host = "api.example",
  headers,
  address,
  body,
}: Asked): CaseRequest {
  const text = body === undefined ? "" : JSON.stringify(body);
  const content = ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(text))];
  return {
    method,
    target,
    headers: ["Host", host, ...headers, ...(body === undefined ? [] : content)],
    address: address ?? "127.0.0.1",
    body: text,
  };
}

/** The Authorization header of a user with a password. */
export const basic = (user: string, password: string): readonly string[] => [
  "Authorization",
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
];
