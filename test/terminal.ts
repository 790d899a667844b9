import type { Terminal } from "../packages/clavis/src/cli/terminal.ts";

/** What a command wrote. */
export interface Written {
  stdout: string;
  stderr: string;
}

/** A terminal that nobody sits at, in a folder, and what is written to it. What runs until it is stopped ends at once. */
export function terminalIn(
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  stopped: AbortSignal = AbortSignal.abort(),
): { readonly terminal: Terminal; readonly written: Written } {
  const written: Written = { stdout: "", stderr: "" };
  const terminal: Terminal = {
    cwd,
    env,
    user: "tester",
    now: Date.now,
    interactive: false,
    out: (text) => {
      written.stdout += text;
    },
    err: (text) => {
      written.stderr += text;
    },
    ask: () => Promise.reject(new Error("nobody is there to answer")),
    askSecret: () => Promise.reject(new Error("nobody is there to answer")),
    stopped,
  };
  return { terminal, written };
}
