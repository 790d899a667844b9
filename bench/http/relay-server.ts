import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dispatcher, Pool } from "undici";
import { serve } from "./serving.ts";

// The gateway's baseline: node:http and undici's dispatch with nothing between them, as short as it can be written.
const pool = new Pool(process.argv[2] ?? "", { connections: 256, pipelining: 1, allowH2: false });

const server = createServer((request, response) => {
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, headers);
    },
    onResponseData(controller, chunk) {
      if (!response.write(chunk)) {
        controller.pause();
        response.once("drain", () => controller.resume());
      }
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError() {
      response.destroy();
    },
  };
  const headers = request.rawHeaders.filter((_, at) => !isConnection(request.rawHeaders[at - (at % 2)]));
  pool.dispatch({ method: request.method ?? "", path: request.url ?? "", headers, body: null }, handler);
});

const isConnection = (name: string | undefined): boolean => name === "Connection" || name === "Host";

server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port }));
