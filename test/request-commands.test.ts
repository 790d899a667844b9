import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SqliteRequestLog } from "@clavis/adapters";
import type { RequestRecord } from "@clavis/core";
import { runCli } from "../packages/clavis/src/cli/run-cli.ts";
import { terminalIn } from "./terminal.ts";

const morning = Date.UTC(2026, 2, 5, 10);
const folder = mkdtempSync(join(tmpdir(), "clavis-request-commands-"));
after(() => rmSync(folder, { recursive: true }));

/** A usual call; `number` tells it from others. */
function recordAt(time: number, number: number, over: Partial<RequestRecord> = {}): RequestRecord {
  const stamp = time.toString(16).padStart(12, "0");
  return {
    id: `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${number.toString(16).padStart(12, "0")}`,
    ...{ time, phase: "whole", listener: "public", environment: "production", host: "api.example.com" },
    ...{ method: "GET", path: `/api/v1/invoices/${number}`, query: undefined, operation: "getInvoice" },
    ...{ effect: "allow", code: undefined, check: undefined, rule: undefined, values: undefined, status: 200 },
    ...{ duration: 4, upstreamTime: 3, bytesIn: 0, bytesOut: 812 },
    ...{ credential: "key_1", credentialVersion: 1, scheme: "ApiKey", user: undefined, application: undefined },
    ...{ session: undefined, token: undefined, country: undefined, notes: undefined, deprecated: false },
    ...{ account: "CKLANT001", address: "192.0.2.7", addressSource: "peer" },
    ...{ clientRequestId: undefined, headers: '{"user-agent":"till/4.2"}' },
    ...over,
  };
}

const refused: Partial<RequestRecord> = {
  ...{ effect: "refuse", status: 403, code: "ip_not_allowed", check: "place", rule: "key.networks" },
  values: '{"address":"203.0.113.9"}',
};

const records: readonly RequestRecord[] = [
  recordAt(morning, 1, { notes: "legacy:sha1-login", user: "usr_1", country: "BE" }),
  recordAt(morning + 1_000, 2, { ...refused, address: "203.0.113.9", country: "NL" }),
  recordAt(morning + 2_000, 3, { application: "app_1", session: "ses_1", credentialVersion: 2 }),
  recordAt(morning + 3_000, 4, { phase: "opened", status: 0, duration: 0 }),
  recordAt(morning + 3_000, 4, { phase: "closed", duration: 60_000 }),
  recordAt(morning + 70_000, 5, { clientRequestId: "=1+1", headers: '{"user-agent":"@SUM(A1),\\"x\\""}' }),
];

/** Writes the records, each when it is made, as a server does. */
async function writeLog(path: string, all: readonly RequestRecord[]): Promise<void> {
  let now = all[0]?.time ?? morning;
  const options = { folder: path, node: "n1", boot: "b1", clock: () => now, onProblem: assert.fail };
  const log = await SqliteRequestLog.open(options);
  for (const record of all) {
    now = record.time + record.duration;
    await log.commit(record);
  }
  await log.close();
}

before(() => writeLog(join(folder, "data", "requests"), records));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `clavis requests …` on the folder's data directory. */
async function requests(...args: readonly string[]): Promise<Ran> {
  const { terminal, written } = terminalIn(folder);
  const stopped = new AbortController().signal;
  const code = await runCli(["requests", ...args, "--data", "data"], { ...terminal, stopped });
  return { code, ...written };
}

async function listedPaths(...options: readonly string[]): Promise<string[]> {
  const { stdout } = await requests("list", "--json", ...options);
  return (JSON.parse(stdout) as { path: string }[]).map(({ path }) => path.replace("/api/v1/invoices/", ""));
}

test("every filter of the command line finds the calls that have its value", async () => {
  for (const [options, expected] of [
    [["--country", "be"], ["1"]],
    [["--user", "usr_1"], ["1"]],
    [["--note", "legacy"], ["1"]],
    [["--note", "legacy:sha1-login"], ["1"]],
    [["--application", "app_1"], ["3"]],
    [["--session", "ses_1"], ["3"]],
    [["--token", "tok_1"], []],
    [["--key-version", "2"], ["3"]],
    [["--status", "403"], ["2"]],
    [["--status", "4xx"], ["2"]],
    [["--operation", "getInvoice", "--refused"], ["2"]],
    [["--address", "203.0.113.9"], ["2"]],
    [["--code", "ip_not_allowed", "--method", "get"], ["2"]],
    [
      ["--since", "2026-03-05T10:01:00Z"],
      ["5", "4"],
    ],
    [["--until", "2026-03-05T10:00:01Z"], ["1"]],
  ] as const)
    assert.deepEqual(await listedPaths(...options), expected, options.join(" "));
});

test("a stream that has ended is listed once, and twice when its phases are asked for", async () => {
  assert.deepEqual(await listedPaths(), ["5", "4", "3", "2", "1"]);
  assert.deepEqual(await listedPaths("--phases"), ["5", "4", "4", "3", "2", "1"]);
});

test("a filter that can not be meant is refused by name", async () => {
  for (const [option, value] of [
    ["--country", "BEL"],
    ["--code", "ip_not_alowed"],
    ["--address", "203.0.113.999"],
    ["--key-version", "0"],
    ["--since", "gisteren"],
    ["--until", "2026-02-31"],
  ] as const) {
    const { code, stderr } = await requests("list", option, value);
    assert.equal(code, 2, option);
    assert.ok(stderr.includes(option) && stderr.includes(`"${value}"`), stderr);
  }
});

test("LOG-01: an exported record has its time, actor, credential, account, address and how it was derived, action, decision, reason and id", async () => {
  const { stdout } = await requests("export", "--refused");
  const { boot: _, sequence: __, position: ___, ...shown } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(shown, {
    ...{ kind: "request", id: records[1]?.id, time: "2026-03-05T10:00:01.000Z", phase: "whole", listener: "public" },
    ...{ environment: "production", host: "api.example.com", method: "GET", path: "/api/v1/invoices/2" },
    ...{ operation: "getInvoice", effect: "refuse", status: 403, code: "ip_not_allowed", check: "place" },
    ...{ rule: "key.networks", values: { address: "203.0.113.9" }, duration: 4, upstreamTime: 3, bytesIn: 0 },
    ...{ bytesOut: 812, credential: "key_1", credentialVersion: 1, scheme: "ApiKey", account: "CKLANT001" },
    ...{ address: "203.0.113.9", addressSource: "peer", country: "NL", deprecated: false },
    ...{ headers: { "user-agent": "till/4.2" }, node: "n1" },
  });
});

test("LOG-02: refused calls are in the export beside the allowed ones, oldest first, an ended stream once", async () => {
  const lines = (await requests("export")).stdout.trimEnd().split("\n");
  const calls = lines.map((line) => JSON.parse(line) as { path: string; effect: string; phase: string });
  assert.deepEqual(
    calls.map(({ path, effect, phase }) => `${path.slice(17)} ${effect} ${phase}`),
    ["1 allow whole", "2 refuse whole", "3 allow whole", "4 allow closed", "5 allow whole"],
  );
  assert.equal((await requests("export", "--phases")).stdout.trimEnd().split("\n").length, 6);
});

test("LOG-04: CSV has one line a record, its columns are documented, and no cell begins a formula", async () => {
  const { stdout, stderr } = await requests("export", "--format", "csv");
  const [head = "", ...lines] = stdout.split("\r\n");
  assert.deepEqual([lines.length, lines.at(-1), stderr], [6, "", "5 lines written.\n"]);
  const last = lines[4] ?? "";
  assert.match(last, /,'=1\+1,"\{""user-agent"":""@SUM/);
  const page = readFileSync(join(import.meta.dirname, "../docs/guides/requests.md"), "utf8");
  const documented = Array.from(page.matchAll(/^\| `([a-z_]+)`/gm), ([, name]) => name);
  assert.deepEqual(documented, head.split(","));
});

test("an export into a file is complete or not there, and overwrites nothing", async () => {
  const { stderr } = await requests("export", "--output", "calls.ndjson");
  assert.equal(stderr, "5 lines written.\n");
  const written = readFileSync(join(folder, "calls.ndjson"), "utf8");
  assert.equal(written, (await requests("export")).stdout);
  const again = await requests("export", "--output", "calls.ndjson", "--refused");
  assert.equal(again.code, 1);
  assert.match(again.stderr, /calls\.ndjson exists already: name another file/);
  assert.equal(readFileSync(join(folder, "calls.ndjson"), "utf8"), written);
  // The terminal of tests is one whose command is ended at once.
  const { terminal, written: said } = terminalIn(folder);
  assert.equal(await runCli(["requests", "export", "--data", "data", "--output", "ended"], terminal), 1);
  assert.match(said.stderr, /ended before it was complete/);
  assert.deepEqual(readdirSync(folder).sort(), ["calls.ndjson", "data"]);
});

test("calls are counted by a field, with the share refused and how long they took", async () => {
  const { stdout } = await requests("stats", "--by", "country");
  const lines = stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(/ {2,}/)),
    [
      ["COUNTRY", "CALLS", "REFUSED", "P50 MS", "P95 MS", "P99 MS", "LAST"],
      ["-", "3", "0.0 %", "4.0", "60000.0", "60000.0", "2026-03-05T10:01:10Z"],
      ["BE", "1", "0.0 %", "4.0", "4.0", "4.0", "2026-03-05T10:00:00Z"],
      ["NL", "1", "100.0 %", "4.0", "4.0", "4.0", "2026-03-05T10:00:01Z"],
      ["(all)", "5", "20.0 %", "4.0", "60000.0", "60000.0", "2026-03-05T10:01:10Z"],
    ],
  );
  const legacy = JSON.parse((await requests("stats", "--by", "user", "--note", "legacy", "--json")).stdout);
  assert.deepEqual([legacy.total.calls, legacy.groups[0].value], [1, "usr_1"]);
  assert.equal((await requests("stats", "--top", "1")).stdout.trimEnd().split("\n").at(-1), "1 more, see --top.");
  assert.equal((await requests("stats", "--account", "C0")).stderr, "No calls.\n");
  assert.equal((await requests("stats", "--by", "colour")).code, 2);
});

test("the uses of a key tell who still calls with its old secret, and when last", async (t) => {
  const place = mkdtempSync(join(tmpdir(), "clavis-key-uses-"));
  t.after(() => rmSync(place, { recursive: true }));
  const run = async (...args: readonly string[]): Promise<Ran> => {
    const { terminal, written } = terminalIn(place);
    return { code: await runCli(args, terminal), ...written };
  };
  await run("init", ".", "--yes", "--account", "Bakkerij");
  const accounts = JSON.parse((await run("accounts", "list", "--json")).stdout) as { number: string }[];
  const created = await run("keys", "create", "--account", accounts[0]?.number ?? "", "--name", "Kassa", "--json");
  const { id } = JSON.parse(created.stdout) as { id: string };
  await run("keys", "rotate", id, "--overlap", "7d");
  const now = Date.now();
  const versions = [1, 1, 2, 1];
  const calls = versions.map((credentialVersion, at) =>
    recordAt(now + at, at, { credential: id, credentialVersion, address: `192.0.2.${credentialVersion + (at >> 1)}` }),
  );
  await writeLog(join(place, "data", "requests"), [...calls, recordAt(now + 9, 9, { credential: "key_other" })]);
  const uses = JSON.parse((await run("keys", "uses", id, "--json")).stdout) as Record<string, unknown>[];
  const last = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  assert.deepEqual(
    uses.map(({ version, calls: count, last: time, addresses }) => [version, count, time, addresses]),
    [
      [
        ...[1, 3, last(now + 7)],
        [
          { address: "192.0.2.1", calls: 2, refused: 0, last: last(now + 5) },
          { address: "192.0.2.2", calls: 1, refused: 0, last: last(now + 7) },
        ],
      ],
      [2, 1, last(now + 6), [{ address: "192.0.2.3", calls: 1, refused: 0, last: last(now + 6) }]],
    ],
  );
  const text = (await run("keys", "uses", id, "--top", "1")).stdout;
  assert.match(text, /^secret 1 +….{4} +3 +0 +\S+ +\S+Z\n {2}192\.0\.2\.1 +2 .*\n {2}1 more, see --top$/m);
  const unknown = await run("keys", "uses", "key_none");
  assert.equal(unknown.code, 1);
});

test("a data directory that is none is said, and nothing is made", async () => {
  mkdirSync(join(folder, "data", "kept"), { recursive: true });
  writeFileSync(join(folder, "data", "kept", "x"), "");
  const { terminal, written } = terminalIn(folder);
  assert.equal(await runCli(["requests", "stats", "--data", "none"], terminal), 1);
  assert.match(written.stderr, /does not exist/);
  assert.equal(existsSync(join(folder, "none")), false);
});
