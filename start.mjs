// `npm start`: installs what is missing and runs the demonstration on the pinned Node. Runs on Node 20 and later.
import { join } from "node:path";
import { runChild } from "./scripts/child.mjs";
import { prepare, SetupError } from "./scripts/install.mjs";

const root = import.meta.dirname;

try {
  const node = await prepare(root);
  // The fourth is a channel to the child: when this process dies, however it dies, the child sees it close and stops.
  const { code } = await runChild(node, [join(root, "scripts", "demo.ts"), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
