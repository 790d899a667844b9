/**
 * The whole decision in process: facts to outcome and record, for each kind of credential; a key is found by its digest,
 * its network and rate are checked. Prints microseconds and ratios; each figure is the median of interleaved rounds.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Judgement, Pipeline, RawRequest } from "@clavis/core";
import { maxOpenSessions } from "@clavis/directory";
import { judgeAndResolve, type Resolver } from "@clavis/doors";
import { keySecret, requestWith } from "./decision/requests.ts";
import { openSessionStand } from "./decision/sessions.ts";
import { digester, pipelineOf, type Setting } from "./decision/stand.ts";
import { median } from "./median.ts";
import { openTokenStand, order } from "./tokens/stand.ts";

const loops = 20_000;
const rounds = 7;
const sessionCount = maxOpenSessions;
const usual: Setting = { rights: 1, networks: 1, operations: 30 };

const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
const sessions = await openSessionStand(folder, "user_1", sessionCount);
const { issuer, readerOf } = await openTokenStand("ES256");
const tokens = readerOf(10_000);
const { token } = issuer.issue({ ...order, account: "CKLANT001", application: undefined, rights: ["invoices"] });

const pipelines = {
  keysAlone: pipelineOf(usual, tokens, true),
  usual: pipelineOf(usual, tokens),
  rights: pipelineOf({ ...usual, rights: 1000 }, tokens),
  networks: pipelineOf({ ...usual, networks: 10_000 }, tokens),
  operations: pipelineOf({ ...usual, operations: 3000 }, tokens),
};

const byKey = ["X-API-Key", keySecret] as const;
const invoice = "/api/v1/invoices/12?page=2";
const allowed = requestWith(byKey, "GET", invoice);
const refused = requestWith(byKey, "POST", "/api/v1/invoices");
const byToken = requestWith(["Authorization", `Bearer ${token}`], "GET", invoice);
const bySession = sessions.secrets.map((secret) => requestWith(["Cookie", `_session_id=${secret}`], "GET", invoice));

const resolver: Resolver = {
  resolve(need) {
    if (need.kind !== "session") throw new TypeError("nothing but a session is looked up here");
    return sessions.resolver.resolve(need);
  },
};
const onError = (error: unknown): never => {
  throw error;
};

/** What is judged at once. */
function judged(pipeline: Pipeline, raw: RawRequest, effect: "allow" | "refuse" = "allow"): Judgement {
  const judgement = judgeAndResolve({ pipeline, resolver, onError }, raw);
  if (judgement instanceof Promise || judgement.decision.effect !== effect) throw new TypeError("decided otherwise");
  return judgement;
}

const ending = { phase: "whole", status: 200, duration: 1, upstreamTime: 1, bytesIn: 0, bytesOut: 100 } as const;

const runs: Record<string, (at: number) => unknown> = {
  "key digest": () => digester.digestHex(keySecret),
  "key, nothing else described": () => judged(pipelines.keysAlone, allowed),
  "  with its record": () => pipelines.keysAlone.record(judged(pipelines.keysAlone, allowed), ending),
  key: () => judged(pipelines.usual, allowed),
  "key, refused": () => judged(pipelines.usual, refused, "refuse"),
  "token, cached": () => judged(pipelines.usual, byToken),
  session: (at) => judged(pipelines.usual, bySession[at % sessionCount] ?? allowed),
  "  its look-up": (at) => sessions.resolver.resolve({ secret: sessions.secrets[at % sessionCount] ?? "" }),
  "1,000 rights": () => judged(pipelines.rights, allowed),
  "10,000 networks": () => judged(pipelines.networks, allowed),
  "3,000 operations": () => judged(pipelines.operations, allowed),
};

function microseconds(run: (at: number) => unknown): number {
  const start = process.cpuUsage();
  for (let loop = 0; loop < loops; loop++) run(loop);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / loops;
}

const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = -2; round < rounds; round++)
  for (const [name, run] of Object.entries(runs)) {
    const taken = microseconds(run);
    if (round >= 0) times.get(name)?.push(taken);
  }
await sessions.close();
rmSync(folder, { recursive: true });

const of = (name: string): number => median(times.get(name) ?? []);
const targets = new Map([
  ["  with its record", "3.5 us"],
  ["session", "15 us"],
]);
const base = of("key");
console.log(`${"in process".padEnd(30)}${"CPU us".padStart(8)}${"to a key".padStart(10)}   target`);
for (const name of times.keys()) {
  const target = name.startsWith("1") ? "1.05" : (targets.get(name) ?? "");
  console.log(
    `${name.padEnd(30)}${of(name).toFixed(2).padStart(8)}${(of(name) / base).toFixed(2).padStart(10)}   ${target}`,
  );
}
