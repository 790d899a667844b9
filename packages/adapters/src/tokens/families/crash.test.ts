import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { testTime } from "../../conformance/test-directory.ts";
import { openFamilies } from "./testing/family-stand.ts";

const rounds = 5;
const child = join(import.meta.dirname, "testing", "refreshing-child.ts");

/** Lets a process refresh, kills it after so many tokens, and gives those it acknowledged. */
async function refreshAndKill(path: string, token: string, count: number): Promise<readonly string[]> {
  const writer = spawn(execPath, [child, path, token], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(writer, "close");
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    if (line.length === token.length) acknowledged.push(line);
    if (acknowledged.length === count) writer.kill("SIGKILL");
  }
  await exit;
  return acknowledged;
}

test("KEY-05: kill -9 between refreshes: the last acknowledged token works, and none before it comes back", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-families-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "session.db");
  for (let round = 0; round < rounds; round++) {
    const first = openFamilies(path);
    const rules = { idle: 3_600_000, interval: 0, retryWindow: 10_000, endsAt: testTime + 3_600_000 };
    const source = { kind: "user", id: "user_1" } as const;
    const { token } = await first.families.open({
      ...{ environment: "production", client: "app:till", source, epochs: {}, grant: {}, ...rules },
    });
    first.database.close();
    const acknowledged = await refreshAndKill(path, token, 1 + ((round * 7) % 23));
    const { families, database } = openFamilies(path);
    assert.equal((await families.refresh(acknowledged.at(-1) ?? "", "app:till")).kind, "refreshed");
    assert.equal((await families.refresh(token, "app:till")).kind, "reused");
    database.close();
  }
});
