import { randomBytes } from "node:crypto";
import {
  assertionSigner,
  DataDirectoryError,
  ForeignKeys,
  importSecret,
  JwtReader,
  readKnownSecrets,
  readSharedSecret,
  SigningKeys,
  TokenIssuer,
  TokenKeys,
  type UpstreamAssertion,
} from "@clavis/adapters";
import type { Assertion, Snapshot } from "@clavis/core";
import { ensureSigningKey, type SigningDirectory, type SigningSlot } from "@clavis/directory";
import type { Logger } from "pino";
import { type Configuration, schemesOf } from "../configuration/configuration.ts";
import type { AssertionSettings } from "../configuration/token-settings.ts";
import type { OpenDirectory } from "../open-directory.ts";
import { signingDirectory } from "../signing-directory.ts";
import type { CallState } from "./open-calls.ts";

export interface TokenParts {
  readonly configuration: Configuration;
  readonly opened: OpenDirectory;
  readonly calls: CallState;
  readonly snapshot: Snapshot;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** What reads, makes and signs tokens. */
export interface Tokens {
  readonly reader: JwtReader;
  readonly keys: TokenKeys;
  readonly ring: SigningKeys;
  readonly issuer: TokenIssuer;
  readonly assertion: Assertion | undefined;
  /** The keys that must be there, each with the directory that knows how they follow one another. */
  readonly slots: readonly SigningPlace[];
}

export interface SigningPlace {
  readonly directory: SigningDirectory;
  readonly slot: SigningSlot;
}

/** Reads our own tokens and those of configured issuers. At the first start of an environment its key is made. */
export async function openTokens(parts: TokenParts): Promise<Tokens> {
  const { configuration, opened, calls, snapshot, logger, clock } = parts;
  const slots = slotsOf(configuration, opened);
  for (const { directory, slot } of slots) await ensureSigningKey(directory, server, slot);
  const ring = new SigningKeys(opened.directory.store, opened.signingKeys);
  await ring.refresh();
  const own = configuration.environments.map(({ name: environment, tokens }) => ({ environment, ...tokens }));
  const foreignKeys = new ForeignKeys({
    issuers: configuration.issuers,
    isKnownSecret: readKnownSecrets(),
    onProblem: (issuer, cause) => logger.error({ issuer, cause }, "the keys of an issuer can not be fetched"),
  });
  const reader = new JwtReader({
    own,
    keys: ring,
    foreign: configuration.issuers,
    foreignKeys,
    findUser: (mark, value) => findUser(snapshot, mark, value),
    revocations: calls.revocations,
  });
  const issuer = new TokenIssuer({ issuers: own, keys: ring, snapshot, clock, randomBytes });
  return {
    reader,
    keys: new TokenKeys(reader, foreignKeys),
    ring,
    issuer,
    assertion: assertionOf(configuration, ring),
    slots,
  };
}

/** Whom the audit log names for what the server does by itself. */
export const server = "config:server";

function findUser(snapshot: Snapshot, mark: "id" | "email" | "externalId", value: string): string | undefined {
  switch (mark) {
    case "id":
      return snapshot.findUserById(value)?.id;
    case "email":
      return snapshot.findUser(value)?.id;
    case "externalId":
      return snapshot.findUserByExternalId(value)?.id;
  }
}

/** Tokens where the API takes any, assertions where an upstream is to get some. */
function slotsOf({ environments, api }: Configuration, opened: OpenDirectory): readonly SigningPlace[] {
  const carried = new Set(schemesOf(api).flatMap(({ credentials }) => credentials));
  const takesTokens = carried.has("access-token") || carried.has("one-time");
  return environments.flatMap(({ name: environment, tokens, assertion }) => {
    const directory = signingDirectory(opened, tokens);
    const { algorithm } = tokens;
    const slots: SigningSlot[] = [];
    if (takesTokens) slots.push({ environment, purpose: "token", algorithm });
    if (assertion !== undefined && assertion.algorithm !== "hs256")
      slots.push({ environment, purpose: "assertion", algorithm: algorithms[assertion.algorithm] });
    return slots.map((slot) => ({ directory, slot }));
  });
}

const algorithms = { es256: "ES256", eddsa: "EdDSA" } as const;

/** Undefined where no upstream gets any. An environment speaks by the issuer of its tokens. */
function assertionOf({ environments }: Configuration, ring: SigningKeys): Assertion | undefined {
  const upstreams = new Map<string, UpstreamAssertion>();
  for (const { name, tokens, assertion } of environments)
    if (assertion !== undefined)
      upstreams.set(name, { issuer: tokens.issuer, audience: assertion.audience, signing: signingOf(assertion) });
  return upstreams.size === 0 ? undefined : assertionSigner(upstreams, ring);
}

function signingOf({ algorithm, secretFile }: AssertionSettings): UpstreamAssertion["signing"] {
  if (algorithm !== "hs256") return { kind: "key", algorithm: algorithms[algorithm] };
  if (secretFile === undefined) throw new TypeError("hs256 without a secret");
  const secret = importSecret(readSharedSecret(secretFile), readKnownSecrets());
  if ("problem" in secret) throw new DataDirectoryError("secret_key_unusable", `${secretFile}: ${secret.problem}`);
  return { kind: "secret", key: { kid: "shared", algorithm: "HS256", key: secret } };
}
