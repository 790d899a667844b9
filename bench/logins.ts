/**
 * Passwords: what 100 logins a second do to the checks of API keys beside them (SECURITY AUT-14), and whether the time
 * of a refusal tells why (AUT-07). Takes about 35 s: `node bench/logins.ts`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type PasswordNeed, parseAddress } from "@clavis/core";
import { nextMessage } from "./http/serving.ts";
import type { Calls, CallsResult } from "./logins/callers.ts";
import { emailOf, openStand, password, type Stand } from "./logins/stand.ts";

const seconds = 6;
const loginsPerSecond = 100;
const keysPerSecond = 200;
const tries = 500;
/** Milliseconds: where the machine is busy with other things, there are fewer tries. */
const patience = 21_000;
const users = 1000;
const targets = { keys: 20, delay: 50, difference: 5 };

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

function line(name: string, milliseconds: number, target?: number): void {
  const verdict = target === undefined ? "" : `(target < ${target}, ${milliseconds < target ? "met" : "missed"})`;
  console.log(`${name.padEnd(48)}${milliseconds.toFixed(2).padStart(8)} ms  ${verdict}`);
}

/** Users who may sign in, each used once: nobody's password is known from before. */
const logins = Array.from({ length: users }, (_, number) => number)
  .filter((number) => number % 10 !== 9)
  .map((number) => Buffer.from(`${emailOf(number)}:${password}`).toString("base64"));

async function measureLoad({ server, key }: Stand, name: string, loginRate: number): Promise<CallsResult> {
  const callers = fork(join(import.meta.dirname, "logins", "callers.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  try {
    const { port } = server.address() as AddressInfo;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const result = nextMessage<CallsResult>(callers);
    callers.send({ port, key, logins, keysPerSecond, loginsPerSecond: loginRate, seconds } satisfies Calls);
    const measured = await result;
    delay.disable();
    const isTarget = loginRate > 0;
    line(`${name}: key check, median`, at(measured.keyTimes, 0.5));
    line(`${name}: key check, p99`, at(measured.keyTimes, 0.99), isTarget ? targets.keys : undefined);
    // The monitor counts its own 5 ms in.
    const late = Math.max(0, delay.percentile(99) / 1e6 - 5);
    line(`${name}: event loop delay, p99`, late, isTarget ? targets.delay : undefined);
    return measured;
  } finally {
    callers.disconnect();
  }
}

/** Wrong passwords of each kind in turn, each name and address once, so that nothing is throttled or remembered. */
async function measureRefusals({ snapshot, resolver }: Stand): Promise<void> {
  const kinds = new Map<string, (attempt: number) => string>([
    ["wrong password", (attempt) => emailOf(attempt * 10)],
    ["disabled user", (attempt) => emailOf(attempt * 10 + 9)],
    ["unknown user", (attempt) => `nobody${attempt}@domain.be`],
  ]);
  const times = new Map<string, number[]>([...kinds.keys()].map((kind) => [kind, []]));
  const end = performance.now() + patience;
  let attempt = 0;
  for (; attempt < tries && performance.now() < end; attempt++) {
    for (const [kind, nameOf] of [...kinds].filter((_, place) => place === attempt % kinds.size)) {
      const name = nameOf(Math.floor(attempt / kinds.size) % (users / 10));
      const user = snapshot.findUser(name);
      const address = parseAddress(`10.0.${attempt >> 8}.${attempt & 255}`);
      const given = kind === "wrong password" ? `wrong ${attempt}` : password;
      const need: PasswordNeed = { kind: "password", user, name, password: given, form: "plain", address };
      const start = performance.now();
      const { kind: answer } = await resolver.resolve(need, Date.now());
      if (answer !== "wrong") throw new Error(`${kind}: ${answer}`);
      times.get(kind)?.push(performance.now() - start);
    }
  }
  const medians = [...times].map(([kind, values]) => [kind, at(values, 0.5)] as const);
  for (const [kind, median] of medians) line(`refusal, ${kind}, median`, median);
  const values = medians.map(([, median]) => median);
  line(
    `largest difference of medians, ${attempt} tries`,
    Math.max(...values) - Math.min(...values),
    targets.difference,
  );
}

const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
const stand = await openStand(folder, users);
try {
  stand.server.listen(0, "127.0.0.1");
  await once(stand.server, "listening");
  await measureLoad(stand, "no logins", 0);
  const { statuses } = await measureLoad(stand, `${loginsPerSecond} logins/s`, loginsPerSecond);
  console.log(`logins answered, by status: ${JSON.stringify(statuses)}`);
  await measureRefusals(stand);
} finally {
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
}
