#!/usr/bin/env node
// Plain JavaScript that any Node from 20 on runs: Clavis itself needs the pinned Node, so this starts it with that one.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = new URL("../src/cli/main.ts", import.meta.url);
const needed = 26;

if (Number(process.versions.node.split(".")[0]) >= needed) await import(main.href);
else process.exitCode = runPinned();

/** The pinned Node comes with the dependencies, one package for each platform. */
function runPinned() {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(`clavis: this is Node ${process.versions.node}; Clavis needs Node ${needed}. Run "npm ci" first.`);
    return 1;
  }
  const { status, signal } = spawnSync(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
  return signal === null ? (status ?? 1) : 128 + 15;
}

function pinnedNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const require = createRequire(import.meta.url);
  for (const name of [...names, `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`]) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      return join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    } catch {}
  }
  return undefined;
}
