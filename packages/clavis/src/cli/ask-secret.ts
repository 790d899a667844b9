import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliError } from "./cli-error.ts";

/** Swallows what readline would echo. */
const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * One line that nobody sees: from a person's terminal in raw mode, without echo, else the first line of the input as it
 * stands. CliError where there is none or the person gives up.
 */
export async function askSecret(input: NodeJS.ReadStream, question: string, stopped: AbortSignal): Promise<string> {
  const person = input.isTTY === true;
  if (person) process.stderr.write(question);
  const lines = createInterface({ input, output: nowhere(), terminal: person });
  const stop = (): void => lines.close();
  stopped.addEventListener("abort", stop);
  lines.once("SIGINT", stop);
  try {
    for await (const line of lines) return line;
    throw new CliError("no password on standard input");
  } finally {
    stopped.removeEventListener("abort", stop);
    lines.close();
    if (person) process.stderr.write("\n");
  }
}
