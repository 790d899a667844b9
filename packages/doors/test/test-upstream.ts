import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A real upstream for a test: remembers what arrived, answers as told. */
export interface TestUpstream {
  readonly origin: string;
  readonly server: Server;
  /** The requests that arrived, as Node read them. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

export async function openUpstreamServer(answer: RequestListener): Promise<TestUpstream> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Also those that were upgraded, which the server does not count among its own.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers 200 with what it read. */
export const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("latin1");
    const { method, url, rawHeaders } = request;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ method, url, rawHeaders, body }));
  });
};
