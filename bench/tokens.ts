/**
 * Access tokens: reading them, remembered and not, and issuing them, per algorithm, against plain node:crypto over the
 * same bytes in the same run; then RS256 over HTTP against bare node:http. Prints microseconds and ratios; each figure is
 * the median of interleaved rounds. Takes about 40 s: `node bench/tokens.ts`.
 */
import { createHmac, sign, timingSafeEqual, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JwsKey, JwtReader } from "@clavis/adapters";
import { type SigningAlgorithm, signingAlgorithms } from "@clavis/directory";
import { Fleet } from "./http/fleet.ts";
import { median } from "./median.ts";
import { environment, openTokenStand, order, time } from "./tokens/stand.ts";

const tokensPerRound = 256;
const rounds = 9;
const httpRounds = 5;
/** Of the first release. Uncached: of H and this many bare verifications. */
const targets = { cached: 1.35, verifications: 2 };

const dsaEncoding = "ieee-p1363";

function bareSign({ algorithm, key }: JwsKey, bytes: Buffer): Buffer {
  if (algorithm === "HS256") return createHmac("sha256", key).update(bytes).digest();
  return algorithm === "EdDSA" ? sign(null, bytes, key) : sign("sha256", bytes, { key, dsaEncoding });
}

function bareVerify(pair: JwsKey, bytes: Buffer, signature: Buffer): boolean {
  const { algorithm, key } = pair;
  if (algorithm === "HS256") return timingSafeEqual(bareSign(pair, bytes), signature);
  return algorithm === "EdDSA"
    ? verify(null, bytes, key, signature)
    : verify("sha256", bytes, { key, dsaEncoding }, signature);
}

/** Microseconds for each of the tokens. */
function timed(tokens: readonly string[], work: (token: string, at: number) => unknown): number {
  const start = performance.now();
  for (const [at, token] of tokens.entries()) if (work(token, at) === false) throw new Error("the work failed");
  return ((performance.now() - start) * 1000) / tokens.length;
}

type Figures = ReadonlyMap<string, number>;

async function measure(algorithm: SigningAlgorithm): Promise<Figures> {
  const { issuer, key, verifying, readerOf } = await openTokenStand(algorithm);
  const tokens = Array.from({ length: tokensPerRound }, () => issuer.issue(order).token);
  const bare = tokens.map((token) => {
    const dot = token.lastIndexOf(".");
    return { signed: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), "base64url") };
  });
  const [forgetful, remembering] = [readerOf(2), readerOf(10_000)];
  const isRead = (reader: JwtReader, token: string): boolean =>
    reader.read(token, environment, time).kind === "genuine";
  const runs = new Map<string, () => number>([
    [
      "verify",
      () =>
        timed(tokens, (_, at) => {
          const { signed, signature } = bare[at] ?? { signed: Buffer.alloc(0), signature: Buffer.alloc(0) };
          return bareVerify(verifying, signed, signature);
        }),
    ],
    ["read", () => timed(tokens, (token) => isRead(forgetful, token))],
    ["read again", () => timed(tokens, (token) => isRead(remembering, token))],
    ["sign", () => timed(tokens, (_, at) => bareSign(key, bare[at]?.signed ?? Buffer.alloc(0)))],
    ["issue", () => timed(tokens, () => issuer.issue(order))],
  ]);
  const figures = new Map([...runs.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) for (const [name, run] of runs) figures.get(name)?.push(run());
  return new Map([...figures].map(([name, values]) => [name, median(values)]));
}

function print(algorithm: string, figures: Figures): void {
  const of = (name: string): number => figures.get(name) ?? Number.NaN;
  const against = [
    ["read", "verify"],
    ["read again", "verify"],
    ["issue", "sign"],
  ] as const;
  for (const [name, plain] of against) {
    const ratio = (of(name) / of(plain)).toFixed(3);
    const text = `${of(name).toFixed(2).padStart(9)} us   plain ${plain} ${of(plain).toFixed(2).padStart(8)} us   ratio ${ratio}`;
    console.log(`${algorithm.padEnd(7)}${name.padEnd(12)}${text}`);
  }
}

/** The middleware with its log, in a process of its own. `bare` is one RS256 verification by itself. */
async function measureHttp(bare: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
  const fleet = new Fleet();
  try {
    const plain = await fleet.open("plain", "plain");
    const cached = await fleet.open("cached", "token", "cached", folder);
    const uncached = await fleet.open("uncached", "token", "uncached", folder);
    const lines = ({ lines = cached.lines ?? [] }: { readonly lines?: readonly string[] }) => lines;
    const cost = await fleet.measure([plain, cached, uncached], lines, httpRounds);
    printHttp((name) => cost.get(name) ?? Number.NaN, bare);
  } finally {
    fleet.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function printHttp(of: (name: string) => number, bare: number): void {
  for (const name of ["plain", "cached", "uncached"])
    console.log(`RS256 over HTTP, ${name.padEnd(10)}${of(name).toFixed(1).padStart(7)} us a request`);
  const row = (name: string, ratio: number, target: number): void => {
    const verdict = ratio <= target ? "met" : "missed";
    console.log(`${name}: ${ratio.toFixed(2)} (target ${target.toFixed(2)}, ${verdict})`);
  };
  row("cached / H", of("cached") / of("plain"), targets.cached);
  row("(uncached - H) / bare verify", (of("uncached") - of("plain")) / bare, targets.verifications);
}

let bareRs256 = Number.NaN;
for (const algorithm of signingAlgorithms) {
  const figures = await measure(algorithm);
  print(algorithm, figures);
  if (algorithm === "RS256") bareRs256 = figures.get("verify") ?? bareRs256;
}
await measureHttp(bareRs256);
