import { Agent, request } from "node:http";

/** What the callers are told, and what they tell. */
export interface Calls {
  readonly port: number;
  readonly key: string;
  /** The Basic credentials of the logins, each used once. */
  readonly logins: readonly string[];
  readonly keysPerSecond: number;
  readonly loginsPerSecond: number;
  readonly seconds: number;
}
export interface CallsResult {
  /** Milliseconds from the moment a key's request was due to its answer. */
  readonly keyTimes: readonly number[];
  /** How many logins were answered with each status. */
  readonly statuses: Readonly<Record<number, number>>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

const call = (port: number, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path: "/api/v1/invoices", agent, headers }, (answer) => {
      answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.once("error", reject).end();
  });

/** Calls `send` so many times a second, whether or not the answers come; with the moment each was due. */
function evenly(perSecond: number, seconds: number, send: (at: number, due: number) => Promise<void>): Promise<void> {
  const start = performance.now();
  const total = perSecond * seconds;
  const sent: Promise<void>[] = [];
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      for (let at = sent.length; at < total; at++) {
        const due = start + (at * 1000) / perSecond;
        if (due > performance.now()) return;
        sent.push(send(at, due));
      }
      clearInterval(timer);
      Promise.all(sent).then(() => resolve(), reject);
    }, 1);
  });
}

async function run({ port, key, logins, keysPerSecond, loginsPerSecond, seconds }: Calls): Promise<CallsResult> {
  const keyTimes: number[] = [];
  const statuses: Record<number, number> = {};
  await Promise.all([
    evenly(keysPerSecond, seconds, async (at, due) => {
      const status = await call(port, { "X-API-Key": key });
      if (status !== 200) throw new Error(`a key's request was answered with ${status}`);
      // In the first second connections are made and code is compiled.
      if (at >= keysPerSecond) keyTimes.push(performance.now() - due);
    }),
    evenly(loginsPerSecond, seconds, async (at) => {
      const status = await call(port, { Authorization: `Basic ${logins[at % logins.length]}` });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }),
  ]);
  return { keyTimes, statuses };
}

process.on("message", (calls) => {
  run(calls as Calls).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
