import { setTimeout as pause } from "node:timers/promises";
import { SqliteRequestLog } from "../sqlite-request-log.ts";
import { recordAt } from "./log-fixture.ts";

/**
 * Writes records until it is killed. Mode `bounded` says `<last number given> <last acknowledged> <time>` after each
 * few; mode `strict` says each number once its commit has resolved.
 */
const [folder = "", mode = "", boot = "", flush = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const log = await SqliteRequestLog.open({
  folder,
  node: "n1",
  boot,
  clock: Date.now,
  onProblem: say,
  flushInterval: Number(flush),
});

async function appendForever(): Promise<never> {
  for (let number = 0; ; await pause(1)) {
    for (let more = 0; more < 10; more++) log.append(recordAt(Date.now(), ++number, { duration: 0 }));
    say(`${log.state.sequence} ${log.state.written} ${Date.now()}`);
  }
}

async function commitForever(first: number, step: number): Promise<never> {
  for (let number = first; ; number += step) {
    await log.commit(recordAt(Date.now(), number, { duration: 0 }));
    say(String(number));
  }
}

if (mode === "bounded") await appendForever();
else await Promise.all([1, 2, 3, 4].map((first) => commitForever(first, 4)));
