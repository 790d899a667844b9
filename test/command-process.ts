import { runCli } from "../packages/clavis/src/cli/run-cli.ts";
import { terminalIn } from "./terminal.ts";

// Runs the command lines that its parent sends, one after the other: a second process without the cost of many starts.
const never = new AbortController().signal;
let last: Promise<unknown> = Promise.resolve();

process.on("message", ({ cwd, args }: { cwd: string; args: string[] }) => {
  last = last.then(async () => {
    const { terminal, written } = terminalIn(cwd, {}, never);
    const code = await runCli(args, terminal);
    process.send?.({ code, ...written });
  });
});
process.once("disconnect", () => process.exit());
