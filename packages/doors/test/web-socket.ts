import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TestUpstream } from "./test-upstream.ts";

/** The example of RFC 6455 section 1.3. */
const exampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

/** An opening handshake as a browser sends it, to be sent on a bare connection. */
export const handshake = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${exampleKey}\r\n${headers}\r\n`;

/** What an upstream answers a handshake with. */
export const acceptance = (request: IncomingMessage): string => {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  return (
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
    `Sec-WebSocket-Accept: ${hash("sha1", key, "base64")}\r\nX-Inner: 1\r\n\r\n`
  );
};

/** Lets an upstream accept every handshake; `opened` gets the connection and what came with the handshake. */
export function acceptWebSockets({ server, requests }: TestUpstream, opened: (socket: Duplex) => void): void {
  server.on("upgrade", (request, socket, head) => {
    requests.push(request);
    socket.on("error", () => socket.destroy());
    socket.write(acceptance(request));
    if (head.length > 0) socket.unshift(head);
    opened(socket);
  });
}
