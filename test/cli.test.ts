import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { replay } from "./cli-script.ts";
import { command } from "./running-clavis.ts";

const scripts = join(import.meta.dirname, "cli");

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

for (const name of readdirSync(scripts)) {
  const script = readFileSync(join(scripts, name), "utf8");
  test(`${name}: ${/^# (.*)/.exec(script)?.[1] ?? ""}`, async (t) => {
    assert.equal(await replay(script, scratch(t)), script);
  });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a shell starts it. */
async function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...written };
}

test("as a process: the secret stands alone on standard output, exit codes are 0, 1 and 2, CLAVIS_DATA is read", async (t) => {
  const folder = scratch(t);
  const made = await run(folder, ["init", ".", "--yes"]);
  assert.deepEqual([made.code, made.stdout], [0, ""]);
  const number = /--account (C\w{8})/.exec(made.stderr)?.[1] ?? "";
  const env = { CLAVIS_DATA: join(folder, "data") };
  const [created, failed, wrong] = await Promise.all([
    run(tmpdir(), ["keys", "create", "--account", number, "--name", "First"], env),
    run(tmpdir(), ["keys", "show", "none"], env),
    run(tmpdir(), ["keys", "shw"], env),
  ]);
  assert.match(created.stdout, /^clv_live_[0-9A-Za-z]{36}\n$/);
  assert.doesNotMatch(created.stderr, /clv_live_/);
  assert.deepEqual([failed.code, failed.stdout, failed.stderr], [1, "", 'clavis: there is no key "none"\n']);
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
});
