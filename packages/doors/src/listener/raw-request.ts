import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { DoorFlaw, ListenerName, RawRequest } from "@clavis/core";

export interface Arrived {
  readonly listener: ListenerName;
  /** True where the connection is TLS. */
  readonly secure: boolean;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  readonly flaw: DoorFlaw | undefined;
}

/** The facts' raw material from a request of Node's. Reads `rawHeaders`: Node's other views merge repeated headers. */
export function rawRequest(request: IncomingMessage, target: string, arrived: Arrived): RawRequest {
  return {
    listener: arrived.listener,
    method: request.method ?? "",
    target,
    headers: request.rawHeaders,
    peer: peerOf(request.socket),
    secure: arrived.secure,
    time: arrived.time,
    requestId: arrived.requestId,
    ...(arrived.flaw === undefined ? undefined : { flaw: arrived.flaw }),
  };
}

/** The same where the parser gave up before there was a request: nothing of it is known. */
export function flawedRequest(socket: Duplex, { flaw, ...arrived }: Arrived): RawRequest {
  const peer = socket instanceof Socket ? peerOf(socket) : "unix";
  const known = { ...arrived, method: "", target: "", headers: [], peer };
  return flaw === undefined ? known : { ...known, flaw };
}

/** Node asks the system once and remembers. Unix sockets have no address. */
const peerOf = (socket: Socket): string => socket.remoteAddress ?? "unix";
