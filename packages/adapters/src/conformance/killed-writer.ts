import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/**
 * Runs a program that writes to `path` and says a line for each write that was acknowledged, and kills it with the line
 * of this number: it is then somewhere in a later write. Gives every line that came.
 */
export async function runAndKill(program: string, path: string, killAt: number): Promise<readonly string[]> {
  const writer = spawn(process.execPath, [program, path], {
    stdio: ["ignore", "pipe", "inherit"],
    // Many times the same modules: without the cache, compiling them takes most of the time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(path), "compiled") },
  });
  const ended = once(writer, "exit");
  const lines: string[] = [];
  for await (const line of createInterface(writer.stdout)) {
    lines.push(line);
    if (lines.length === killAt) writer.kill("SIGKILL");
  }
  const [, signal] = await ended;
  assert.equal(signal, "SIGKILL", "the writer died by itself");
  return lines;
}
