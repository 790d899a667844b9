import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { openSessionDatabase } from "../session-db/session-database.ts";
import { LocalSettlement } from "./local-settlement.ts";
import { SqliteLedger } from "./sqlite-ledger.ts";

const rounds = 8;

/** Runs a process that spends tokens, kills it at the answer of this number, and gives the tokens it answered for. */
async function answeredBeforeKill(path: string, round: number, killAt: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "testing", "spending-child.ts"), path, `${round}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const answered: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    answered.push(line);
    if (answered.length === killAt) child.kill("SIGKILL");
  }
  const [, signal] = await ended;
  assert.equal(signal, "SIGKILL", "the process died by itself");
  return answered;
}

test("KEY-05: kill -9 after the answer: a one-time token is still spent", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-spent-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "session.db");
  const answered: string[] = [];
  for (let round = 0; round < rounds; round++)
    answered.push(...(await answeredBeforeKill(path, round, 1 + ((round * 7) % 20))));
  const database = openSessionDatabase(path);
  t.after(() => database.close());
  const settlement = new LocalSettlement(new SqliteLedger(database));
  const balances = await Promise.all(
    answered.map((cell) =>
      settlement.settleDurably(
        [{ kind: "uses", rule: "token.uses", cell, uses: 1, expiresAt: Number.POSITIVE_INFINITY }],
        0,
      ),
    ),
  );
  assert.deepEqual(
    balances.flat().filter(({ passed }) => passed),
    [],
  );
  assert.ok(answered.length >= rounds);
});
