import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { accepts, freePorts, isAlive, RunningStart, until } from "./running-start.ts";

const data = mkdtempSync(join(tmpdir(), "clavis-start-"));
const [publicPort = 0, privatePort = 0] = await freePorts(2);
const args = ["--public", `127.0.0.1:${publicPort}`, "--private", `127.0.0.1:${privatePort}`, "--data", data];
const ready = /Ready/;
const started: RunningStart[] = [];

function start(): RunningStart {
  const running = new RunningStart(args);
  started.push(running);
  return running;
}

after(async () => {
  await Promise.all(started.map((running) => running.end()));
  rmSync(data, { recursive: true });
});

/** The printed calls with the status each one promises. */
const printedCalls = (output: string): readonly { readonly status: number; readonly line: string }[] =>
  [...output.matchAll(/# (\d{3}): .*\n\s*(curl .*)\n/g)].map(([, status, line = ""]) => ({
    status: Number(status),
    line,
  }));

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** Runs a printed line in a shell; where there is no curl, the shell says what its arguments are. */
async function statusOf(line: string): Promise<number> {
  if (hasCurl) {
    const answer = execFileSync("sh", ["-c", line], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  }
  const words = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${line}`], { encoding: "utf8" });
  const list = words.trimEnd().split("\n");
  const valuesOf = (flag: string): string[] => list.filter((_, at) => list[at - 1] === flag);
  const headers = valuesOf("-H").map((header): [string, string] => [
    header.split(": ")[0] ?? "",
    header.split(": ")[1] ?? "",
  ]);
  const [user] = valuesOf("-u");
  if (user !== undefined) headers.push(["Authorization", `Basic ${Buffer.from(user).toString("base64")}`]);
  const [body] = valuesOf("-d");
  const init = { method: valuesOf("-X")[0] ?? "GET", headers, ...(body === undefined ? {} : { body }) };
  return (await fetch(list.at(-1) ?? "", init)).status;
}

/** An upload that the server has accepted and that is not complete yet. */
async function openUpload(key: string): Promise<{ finish(): Promise<IncomingMessage> }> {
  const headers = {
    "x-api-key": key,
    "content-type": "application/json",
    expect: "100-continue",
    "content-length": 14,
  };
  const upload = request({ port: publicPort, path: "/api/v1/invoices", method: "POST", headers });
  const answer = new Promise<IncomingMessage>((resolve, reject) =>
    upload.once("response", resolve).once("error", reject),
  );
  upload.flushHeaders();
  await new Promise((resolve) => upload.once("continue", resolve));
  upload.write('{"total"');
  return {
    finish: () => {
      upload.end(": 5.5}");
      return answer;
    },
  };
}

let key = "";

test("npm start serves the example: each call it prints is answered with the status it prints", async () => {
  const running = start();
  await running.printed(ready);
  assert.ok((await accepts(publicPort)) && (await accepts(privatePort)));
  const calls = printedCalls(running.output);
  assert.deepEqual(calls.map(({ status }) => status).sort(), [200, 200, 201, 201, 403, 403, 404]);
  for (const { status, line } of calls) assert.equal(await statusOf(line), status, line);
  key = /X-API-Key: (\w+)/.exec(running.output)?.[1] ?? "";
  assert.equal(running.output.split("keys create").length > 1, true);
});

test("SIGTERM to npm: a call in flight finishes, the port is closed, no process is left", async () => {
  const [running] = started;
  assert.ok(running);
  const processes = running.processes();
  assert.ok(
    [...processes.values()].some((command) => command.includes("demo.ts")),
    [...processes.values()].join("\n"),
  );
  const upload = await openUpload(key);
  running.signal("SIGTERM");
  await until(async () => !(await accepts(publicPort)), "the public port to close");
  assert.equal((await upload.finish()).statusCode, 201);
  assert.equal(await running.ended, 0);
  await until(() => ![...processes.keys()].some(isAlive), "every process to end");
  assert.equal(await accepts(privatePort), false);
});

test("a second start on the same data keeps the key, prints no secret and says how to make another", async () => {
  const running = start();
  await running.printed(ready);
  assert.doesNotMatch(running.output, /clv_live_/);
  assert.match(running.output, /npx clavis keys create /);
  const answer = await fetch(`http://127.0.0.1:${publicPort}/api/v1/invoices`, { headers: { "x-api-key": key } });
  assert.equal(answer.status, 200);
  assert.doesNotMatch(await answer.text(), new RegExp(key));
});

test("when the process between npm and the server is killed, the server ends by itself", async () => {
  const running = started.at(-1);
  assert.ok(running);
  const processes = [...running.processes()];
  const between = processes.find(([, command]) => /^\S*node start\.mjs/.test(command));
  assert.ok(between, processes.join("\n"));
  process.kill(between[0], "SIGKILL");
  await until(() => !processes.some(([pid]) => isAlive(pid)), "every process to end");
});

for (const example of ["booking", "tills"])
  test(`npm start -- ${example} serves that example, each environment with its key`, { skip: !hasCurl }, async () => {
    const [open = 0, inner = 0] = await freePorts(2);
    const places = ["--public", `127.0.0.1:${open}`, "--private", `127.0.0.1:${inner}`, "--data", join(data, example)];
    const running = new RunningStart([example, ...places]);
    started.push(running);
    await running.printed(ready);
    const calls = printedCalls(running.output);
    assert.ok(calls.length > 4 && calls.some(({ line }) => line.includes(`//sandbox.${example}.example/`)));
    for (const { status, line } of calls) assert.equal(await statusOf(line), status, line);
    await running.end();
  });

test("a port in use ends the start with one sentence that names the option", async () => {
  const taken = createServer().listen(publicPort, "127.0.0.1");
  try {
    await until(() => taken.listening, "the port to be taken");
    const running = start();
    assert.equal(await running.ended, 1);
    assert.match(running.output, new RegExp(`${publicPort} is in use.*--public`));
    assert.doesNotMatch(running.output, /^\s+at /m);
  } finally {
    taken.close();
  }
});
