import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { LogEntry } from "./log-entry.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { inFolder, readAll } from "./testing/log-fixture.ts";

const program = fileURLToPath(new URL("./testing/writing-child.ts", import.meta.url));

/** Runs a child that writes, kills it with SIGKILL once it has said so many lines; gives those, whole ones only. */
function killed(folder: string, mode: "bounded" | "strict", boot: string, flush: number, lines: number) {
  const child = spawn(process.execPath, [program, folder, mode, boot, String(flush)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    said += part;
    if (said.split("\n").length > lines) child.kill("SIGKILL");
  });
  return new Promise<string[]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(said.split("\n").slice(0, -1)));
  });
}

const flush = 50;
/** A writer on a busy machine may need this much longer. */
const patience = 250;

/** One boot of a folder that was killed, judged by what it said: its rows, and the row for its tail. */
function judge(boot: string, lines: readonly string[], all: readonly LogEntry[]): void {
  const said = lines.map((line) => line.split(" ").map(Number));
  const [given = 0, acknowledged = 0, time = 0] = said.at(-1) ?? [];
  const entries = all.filter((entry) => entry.boot === boot);
  const seqs = entries.flatMap((entry) => (entry.kind === "request" ? [entry.seq] : []));
  const last = seqs.at(-1) ?? 0;
  const noHole = Array.from({ length: last }, (_, at) => at + 1);
  assert.deepEqual(seqs, noHole, "no hole before the tail");
  assert.ok(last >= acknowledged, `acknowledged ${acknowledged}, written ${last}`);
  const [due = 0] = said.filter(([, , at = 0]) => at < time - flush - patience).at(-1) ?? [];
  assert.ok(last >= due, `record ${due} of ${given} was made before the flush window, ${last} is the last written`);
  const [gap, ...others] = entries.filter((entry) => entry.kind === "gap");
  assert.deepEqual(others, []);
  assert.deepEqual(
    [gap?.fromSeq, gap?.toSeq, gap?.count, gap?.reason],
    [last + 1, undefined, undefined, "unclean-end"],
  );
  assert.ok(gap !== undefined && gap.toTime >= time, "up to the next start");
}

async function crashRepeatedly(rounds: readonly number[]): Promise<void> {
  await inFolder(async (folder) => {
    const said = new Map<string, readonly string[]>();
    for (const round of rounds)
      said.set(`b${round}`, await killed(folder, "bounded", `b${round}`, flush, 20 + round * 15));
    for (const boot of ["clean", "after"]) {
      const options = { folder, node: "n1", boot, clock: Date.now, onProblem: assert.fail };
      await (await SqliteRequestLog.open(options)).close();
    }
    const entries = await readAll(folder);
    for (const [boot, lines] of said) judge(boot, lines, entries);
    assert.deepEqual(new Set(entries.map(({ boot }) => boot)), new Set(said.keys()), "nothing is said of clean boots");
  });
}

test("kill -9 while writing, 20 times: what is missing lies in the flush window and a row says so", async () => {
  const rounds = Array.from({ length: 10 }, (_, at) => 2 * at);
  await Promise.all([crashRepeatedly(rounds), crashRepeatedly(rounds.map((round) => round + 1))]);
});

test("kill -9 in strict mode: every record whose commit resolved is there", async () => {
  await inFolder(async (folder) => {
    const lines = await killed(folder, "strict", "crashed", 250, 400);
    const entries = await readAll(folder);
    const paths = new Set(entries.map((entry) => entry.kind === "request" && entry.record.path));
    assert.ok(lines.length >= 400);
    assert.deepEqual(
      lines.filter((line) => !paths.has(`/api/v1/invoices/${line}`)),
      [],
    );
  });
});
