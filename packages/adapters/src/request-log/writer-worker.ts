import { parentPort, workerData } from "node:worker_threads";
import { LogWriter } from "./log-writer.ts";
import type { WriterMessage, WriterSetup } from "./writer-messages.ts";

const port = parentPort;
if (port === null) throw new TypeError("writer-worker.ts is the writer thread's program");

const setup: WriterSetup = workerData;
const writer = new LogWriter(setup);

port.on("message", (message: WriterMessage) => {
  const reply = writer.handle(message);
  port.postMessage(reply, reply.buffer === undefined ? [] : [reply.buffer]);
  if (message.kind === "end") port.close();
});
