// Plain JavaScript for the Node that happens to be there (20 or later): it runs before the pinned one is found.
import { spawn } from "node:child_process";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** One key press reaches us from the terminal and again from npm: within this many milliseconds it is one signal. */
const samePress = 1000;

/**
 * Runs a program to its end. It gets a process group of its own, so that each signal sent to us reaches it once, from
 * here, and with it all that it started. `stdio` as for `spawn`; `onOutput` is given standard output as it comes,
 * where that is piped.
 *
 * @returns {Promise<{code: number, stopped: boolean}>} the exit code (128 + number for a signal), and whether we were
 * told to stop meanwhile. Rejects when the program can not be started.
 */
export function runChild(command, args, { stdio = "inherit", onOutput, cwd, env } = {}) {
  const grouped = process.platform !== "win32";
  const child = spawn(command, args, { stdio, cwd, env, detached: grouped });
  if (onOutput !== undefined) {
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
  }
  const signals = forwardSignals((signal) => {
    if (child.pid !== undefined) process.kill(grouped ? -child.pid : child.pid, signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 128 + (signalNumbers[signal] ?? 0), stopped: signals.seen() }),
    );
  }).finally(signals.end);
}

function forwardSignals(send) {
  let last = Number.NEGATIVE_INFINITY;
  const forward = (signal) => {
    const repeated = performance.now() - last < samePress;
    last = performance.now();
    if (repeated) return;
    try {
      send(signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  for (const signal of forwarded) process.on(signal, forward);
  return {
    seen: () => last > 0,
    end: () => {
      for (const signal of forwarded) process.off(signal, forward);
    },
  };
}
