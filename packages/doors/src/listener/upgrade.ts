import { type IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { headerValues } from "@clavis/core";

/**
 * True for what RFC 6455 section 4.1 calls an opening handshake, as far as a relay has to know it: a GET of HTTP/1.1
 * without a body that asks for `websocket` and nothing else. Keys and versions are the upstream's to judge.
 */
export function isWebSocketRequest({ method, httpVersionMinor, rawHeaders }: IncomingMessage): boolean {
  const [protocol, ...others] = headerValues(rawHeaders, "upgrade");
  if (method !== "GET" || httpVersionMinor !== 1 || others.length > 0) return false;
  if (protocol?.trim().toLowerCase() !== "websocket") return false;
  const lengths = headerValues(rawHeaders, "content-length");
  return lengths.every((length) => length === "0") && headerValues(rawHeaders, "transfer-encoding").length === 0;
}

/**
 * The response object that Node does not give for an upgrade: an answer written with it is the last on its connection.
 * Undefined, and the connection gone, where it is no socket.
 */
export function upgradeResponse(request: IncomingMessage, socket: Duplex): ServerResponse | undefined {
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return undefined;
  }
  // Node has taken its own listener off by now; an error here only means that the client is gone.
  socket.on("error", () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => socket.end(() => socket.destroy()));
  return response;
}
