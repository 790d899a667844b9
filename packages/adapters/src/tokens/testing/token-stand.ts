import { randomBytes } from "node:crypto";
import type { EpochKind } from "@clavis/core";
import { ensureSigningKey, type SigningAlgorithm, type SigningDirectory, type TokenOrder } from "@clavis/directory";
import { testDirectory, testTime } from "../../conformance/test-directory.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import type { ForeignIssuer } from "../foreign/foreign-issuer.ts";
import { ForeignKeys } from "../foreign/foreign-keys.ts";
import { JwtReader } from "../jwt-reader.ts";
import type { OwnIssuer } from "../own-issuer.ts";
import { SealedSigningKeys } from "../signing-keys/sealed-signing-keys.ts";
import { SigningKeys } from "../signing-keys/signing-keys.ts";
import { TokenIssuer } from "../token-issuer.ts";
import { TokenKeys } from "../token-keys.ts";

export const ownIssuer = (environment: string, algorithm: SigningAlgorithm = "ES256"): OwnIssuer => ({
  environment,
  issuer: `https://${environment}.shop.example`,
  audience: `https://${environment}.shop.example/api`,
  algorithm,
});

export const sampleOrder: TokenOrder = {
  environment: "production",
  subject: { kind: "user", id: "user_1" },
  account: "CKLANT001",
  application: "till",
  rights: ["invoices:read", "!invoices:delete"],
  restrictions: undefined,
  session: undefined,
  lifetime: 600,
  oneTime: false,
  bound: undefined,
};

export interface TokenStand {
  readonly directory: SigningDirectory;
  readonly keys: SigningKeys;
  readonly issuer: TokenIssuer;
  readonly reader: JwtReader;
  readonly resolver: TokenKeys;
  readonly revoked: Set<string>;
  readonly epochs: Map<string, number>;
  readonly problems: unknown[];
}

export interface StandOptions {
  readonly algorithm?: SigningAlgorithm;
  readonly foreign?: readonly ForeignIssuer[];
  readonly users?: ReadonlyMap<string, string>;
}

/** Issuers of production and sandbox in memory, the clock at `testTime`, and a reader that trusts them. */
export async function tokenStand({
  algorithm,
  foreign = [],
  users = new Map(),
}: StandOptions = {}): Promise<TokenStand> {
  const store = new MemoryStore();
  const sealed = new SealedSigningKeys(new Uint8Array(32).fill(7), randomBytes);
  const times = { lead: 900_000, overlap: 3_600_000, rotateEvery: undefined };
  const directory = { ...testDirectory(store), signing: { maker: sealed, times } };
  const own = [ownIssuer("production", algorithm), ownIssuer("sandbox", algorithm)];
  for (const { environment, algorithm } of own)
    await ensureSigningKey(directory, "local:anna", { environment, purpose: "token", algorithm });
  const keys = new SigningKeys(store, sealed);
  await keys.refresh();
  const [revoked, epochs, problems] = [new Set<string>(), new Map<string, number>(), [] as unknown[]];
  const snapshot = { epochOf: (kind: EpochKind, id: string) => epochs.get(`${kind} ${id}`) ?? 0 };
  const onProblem = (_: string, cause: unknown): void => void problems.push(cause);
  const foreignKeys = new ForeignKeys({ issuers: foreign, isKnownSecret: () => false, onProblem });
  const findUser = (mark: string, value: string): string | undefined => users.get(`${mark} ${value}`);
  const revocations = { isRevoked: (id: string) => revoked.has(id) };
  const reader = new JwtReader({ own, keys, foreign, foreignKeys, findUser, revocations });
  const issuer = new TokenIssuer({ issuers: own, keys, snapshot, clock: () => testTime, randomBytes });
  const resolver = new TokenKeys(reader, foreignKeys);
  return { directory, keys, issuer, reader, resolver, revoked, epochs, problems };
}
