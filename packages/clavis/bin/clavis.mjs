#!/usr/bin/env node
// Plain JavaScript that any Node from 20 on runs: Clavis itself needs the pinned Node, so this starts it with that one.
import { spawn } from "node:child_process";
import * as module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const needed = 26;

if (Number(process.versions.node.split(".")[0]) >= needed) {
  module.enableCompileCache?.();
  await import("../src/cli/main.ts");
} else runPinned();

function runPinned() {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(`clavis: this is Node ${process.versions.node}; Clavis needs Node ${needed}. Run "npm ci" first.`);
    process.exitCode = 1;
    return;
  }
  const self = fileURLToPath(import.meta.url);
  // The fourth is a channel: when this process dies, however it dies, the child sees it close and stops.
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}

/** The pinned Node comes with the dependencies, one package for each platform. */
function pinnedNode() {
  const require = module.createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "win" : process.platform;
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      return join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    } catch {
      // Not this platform's package.
    }
  }
  return undefined;
}
