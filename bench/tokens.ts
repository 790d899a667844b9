/**
 * Access tokens: reading them, remembered and not, and issuing them, per algorithm, against plain node:crypto over the
 * same bytes in the same run. Prints microseconds and ratios; each figure is the median of interleaved rounds.
 */
import { createHmac, randomBytes, sign, timingSafeEqual, verify } from "node:crypto";
import {
  ForeignKeys,
  type JwsKey,
  JwtReader,
  type OwnIssuer,
  SealedSigningKeys,
  SigningKeys,
  TokenIssuer,
} from "@clavis/adapters";
import { type SigningAlgorithm, type SigningKey, signingAlgorithms, type TokenOrder } from "@clavis/directory";

const time = 1_790_000_000_000;
const tokensPerRound = 256;
const rounds = 9;
const environment = "production";

const order: TokenOrder = {
  environment,
  subject: { kind: "user", id: "user_1" },
  account: "CSHOP0001",
  application: "till",
  rights: ["shops/S-12:open", "shops/S-12:close", "orders"],
  restrictions: undefined,
  session: undefined,
  lifetime: 600,
  oneTime: false,
  bound: undefined,
};

interface Stand {
  readonly issuer: TokenIssuer;
  readonly key: JwsKey;
  readonly verifying: JwsKey;
  /** A reader that remembers so many tokens. */
  readonly readerOf: (capacity: number) => JwtReader;
}

async function standOf(algorithm: SigningAlgorithm): Promise<Stand> {
  const sealed = new SealedSigningKeys(randomBytes(32), randomBytes);
  const slot = { environment, purpose: "token", algorithm } as const;
  const times = { createdAt: time, activeAt: time, retiresAt: undefined, endsAt: undefined };
  const stored: SigningKey = { kid: "sig_1", ...slot, ...times, ...(await sealed.make("sig_1", slot)), revision: 1 };
  const keys = new SigningKeys({ listSigningKeys: async () => [stored] }, sealed);
  await keys.refresh();
  const own: OwnIssuer = { environment, issuer: "https://shop.example", audience: "https://shop.example", algorithm };
  const foreignKeys = new ForeignKeys({ issuers: [], isKnownSecret: () => false, onProblem: () => {} });
  const parts = { own: [own], keys, foreign: [], foreignKeys, findUser: () => undefined };
  const revocations = { isRevoked: () => false };
  const readerOf = (capacity: number): JwtReader => new JwtReader({ ...parts, revocations, capacity });
  const snapshot = { epochOf: () => 0 };
  const issuer = new TokenIssuer({ issuers: [own], keys, snapshot, clock: () => time, randomBytes });
  const [key, verifying] = [keys.signing(slot, time), keys.verifying("sig_1", environment, "token", time)];
  if (key === undefined || verifying === undefined) throw new Error("the benchmark has no key");
  return { issuer, key, verifying, readerOf };
}

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

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function measure(algorithm: SigningAlgorithm): Promise<void> {
  const { issuer, key, verifying, readerOf } = await standOf(algorithm);
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
  print(algorithm, new Map([...figures].map(([name, values]) => [name, median(values)])));
}

function print(algorithm: string, figures: ReadonlyMap<string, number>): void {
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

for (const algorithm of signingAlgorithms) await measure(algorithm);
