import { parentPort, workerData } from "node:worker_threads";
import type { ReaderAnswer, ReaderQuestion } from "./reader-messages.ts";
import { RequestLogReader } from "./request-log-reader.ts";

const reader = new RequestLogReader(workerData as string);

async function answer(number: number, question: ReaderQuestion): Promise<ReaderAnswer> {
  try {
    const value = question.kind === "list" ? await reader.list(question.query) : await reader.get(question.id);
    return { number, value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, failure: { message, isRange: error instanceof RangeError } };
  }
}

parentPort?.on("message", ({ number, question }: { number: number; question: ReaderQuestion }) => {
  void answer(number, question).then((found) => parentPort?.postMessage(found));
});
