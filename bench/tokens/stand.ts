import { randomBytes } from "node:crypto";
import {
  ForeignKeys,
  type JwsKey,
  JwtReader,
  type OwnIssuer,
  SealedSigningKeys,
  SigningKeys,
  TokenIssuer,
} from "@clavis/adapters";
import type { SigningAlgorithm, SigningKey, TokenOrder } from "@clavis/directory";

/** Milliseconds since the epoch: now, for everything about tokens. */
export const time = 1_790_000_000_000;
export const environment = "production";

export const order: TokenOrder = {
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

export interface TokenStand {
  readonly issuer: TokenIssuer;
  readonly key: JwsKey;
  readonly verifying: JwsKey;
  /** A reader that remembers so many tokens. */
  readonly readerOf: (capacity: number) => JwtReader;
}

/** An own issuer with a new key. */
export async function openTokenStand(algorithm: SigningAlgorithm): Promise<TokenStand> {
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
