import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { OpenExchanges } from "../exchange/open-exchanges.ts";
import { Door, type DoorOptions, type DoorPorts } from "./door.ts";
import { type ListenAddress, listenOn } from "./listen-on.ts";
import { readTlsPair, type TlsFiles, watchTlsFiles } from "./tls-files.ts";
import { isWebSocketRequest } from "./upgrade.ts";

/** All in milliseconds. */
export interface ListenerTimeouts {
  /** From the first byte of a request to the end of its headers, and of its body: 408 after that. */
  readonly headers: number;
  readonly request: number;
  /** How long an idle connection is kept. */
  readonly keepAlive: number;
  /** For the handshake of TLS. */
  readonly handshake: number;
  /** How often the first two, and the certificate's files, are looked at. */
  readonly interval: number;
  /** How long a stopping listener goes on answering, so that clients learn it from an answer and not from a reset. */
  readonly quiet: number;
}

export const listenerTimeouts: ListenerTimeouts = {
  headers: 20_000,
  request: 300_000,
  keepAlive: 65_000,
  handshake: 15_000,
  interval: 2_000,
  quiet: 250,
};

export interface ListenerOptions extends Omit<DoorOptions, "open" | "secure"> {
  readonly address: ListenAddress;
  /** Bytes of a request line and its headers at most; 431 above. */
  readonly headerBytes: number;
  /** Open at once at most; further ones are closed as they come, which `onError` is told of. */
  readonly connections: number;
  readonly tls?: TlsFiles;
  readonly timeouts?: Partial<ListenerTimeouts>;
}

export interface Listener {
  /** `host:port` with the port that was given, or the path of the Unix socket. */
  readonly address: string;
  /** Requests in progress. */
  readonly inFlight: number;
  /** Breaks off exchanges whose right has ended. To be called at each change of the directory and twice a second. */
  sweep(time: number): void;
  /**
   * Stops: requests in progress are finished and answers close their connections. What is open after `grace`
   * milliseconds is broken off. Resolves when every exchange has ended and is recorded.
   */
  drain(grace: number): Promise<void>;
}

/**
 * Opens a listener. Rejects with the system's error where its address can not be bound or a certificate's file can not
 * be read, with OpenSSL's where the files are not good together. Changed files are picked up; bad ones are reported
 * through `onError` and the old pair stays.
 */
export async function openListener(options: ListenerOptions, ports: DoorPorts): Promise<Listener> {
  const { address, tls } = options;
  const timeouts = { ...listenerTimeouts, ...options.timeouts };
  const open = new OpenExchanges(ports);
  const door = new Door({ ...options, open, secure: tls !== undefined }, ports);
  const { server, release } = createServerFor(options, door, timeouts, ports);
  limitConnections(server, options.connections, ports);
  const sockets = trackSockets(server, tls === undefined ? "connection" : "secureConnection");
  await listenOn(server, address);
  // Connections that the system could not hand over: nothing to answer, and no reason to stop.
  server.on("error", (error) => ports.onError(error, "-"));
  return {
    address: address.kind === "unix" ? address.path : textOf(server.address() as AddressInfo),
    get inFlight() {
      return open.size;
    },
    sweep: (time) => open.sweep(time),
    drain: async (grace) => {
      release();
      await drain(server, open, sockets, timeouts.quiet, grace);
    },
  };
}

const textOf = ({ address, family, port }: AddressInfo): string =>
  family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;

function createServerFor(
  { tls, headerBytes }: ListenerOptions,
  door: Door,
  timeouts: ListenerTimeouts,
  ports: DoorPorts,
): { readonly server: Server; readonly release: () => void } {
  const options = serverOptions(timeouts, headerBytes, door);
  const handle: RequestListener = (request, response) => door.handle(request, response);
  if (tls === undefined) return { server: attach(createServer(options, handle), door), release: () => {} };
  const server = createTlsServer(
    { ...options, ...readTlsPair(tls), minVersion, handshakeTimeout: timeouts.handshake },
    handle,
  );
  const release = watchTlsFiles(
    tls,
    timeouts.interval,
    (pair) => server.setSecureContext({ ...pair, minVersion }),
    (error) => ports.onError(error, "-"),
  );
  return { server: attach(server, door), release };
}

const minVersion = "TLSv1.2";

/** Strict parsing, and every refusal left to the decision so that it is answered and recorded like all others. */
const serverOptions = (timeouts: ListenerTimeouts, headerBytes: number, door: Door): ServerOptions => ({
  insecureHTTPParser: false,
  requireHostHeader: false,
  maxHeaderSize: headerBytes,
  headersTimeout: timeouts.headers,
  requestTimeout: timeouts.request,
  keepAliveTimeout: timeouts.keepAlive,
  connectionsCheckingInterval: timeouts.interval,
  // Any other request to upgrade is the ordinary request that it also is.
  shouldUpgradeCallback: (request) => door.upgrades && isWebSocketRequest(request),
});

function attach(server: Server, door: Door): Server {
  server.on("checkContinue", (request, response) => door.handle(request, response, true));
  server.on("checkExpectation", (request, response) => door.handleUnknownExpectation(request, response));
  server.on("connect", (request, socket) => door.handleConnect(request, socket));
  server.on("clientError", (error, socket) => door.handleClientError(error, socket));
  server.on("upgrade", (request, socket, head) => door.handleUpgrade(request, socket, head));
  return server;
}

/** Milliseconds between two reports of dropped connections: whoever opens too many must not fill the log too. */
const reportEvery = 60_000;

function limitConnections(server: Server, connections: number, { now, onError }: DoorPorts): void {
  server.maxConnections = connections;
  let reportedAt = -Infinity;
  server.on("drop", () => {
    if (Math.abs(now() - reportedAt) < reportEvery) return;
    reportedAt = now();
    onError(new Error(`more than ${connections} connections are open: new ones are closed`), "-");
  });
}

function trackSockets(server: Server, event: "connection" | "secureConnection"): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

async function drain(
  server: Server,
  open: OpenExchanges,
  sockets: Set<Socket>,
  quiet: number,
  grace: number,
): Promise<void> {
  const deadline = performance.now() + grace;
  open.draining = true;
  await pause(Math.min(quiet, grace));
  open.endTunnels();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Node takes connections on which nothing has come yet for busy.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  const overdue = setTimeout(() => breakOff(server, sockets), Math.max(0, deadline - performance.now()));
  await closed;
  clearTimeout(overdue);
  open.dropGone();
  await open.whenEmpty();
}

/** Node does not count a connection that it has handed over for an upgrade among its own. */
function breakOff(server: Server, sockets: Set<Socket>): void {
  server.closeAllConnections();
  for (const socket of sockets) socket.destroy();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
