import { type AddressInfo, createServer } from "node:net";
import { serve } from "./serving.ts";

// The upstream of the benchmark: one fixed answer of 0.2 KB for each request head, as cheap as Node can do it.
const body = JSON.stringify({ items: "x".repeat(188) });
const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    if (chunk.includes("\r\n\r\n")) socket.write(answer, "latin1");
  });
});
server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port }));
