import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { askSecret } from "./ask-secret.ts";
import { runCli } from "./run-cli.ts";
import type { Terminal } from "./terminal.ts";

/** The user whose process this is, also where the system knows no name for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}

const stopping = new AbortController();

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  user: userName(),
  now: Date.now,
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question, { signal: stopping.signal });
    } finally {
      lines.close();
    }
  },
  askSecret: (question) => askSecret(process.stdin, question, stopping.signal),
  stopped: stopping.signal,
};

// A reader such as `head` that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
// Whoever started this process with a channel to it wants it to end with them.
if (process.channel !== undefined) process.once("disconnect", () => stopping.abort());
process.exitCode = await runCli(process.argv.slice(2), terminal);
if (process.connected) process.disconnect?.();
