import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import { describeRights } from "../description/right-names.ts";
import type { Configuration, ServedEnvironment } from "./configuration.ts";

const version = 3;
const fileName = "configuration.json";
const strict = { additionalProperties: false };
const names = Type.Array(Type.String());

const spelling = Type.Union([
  Type.Object({ kind: Type.Enum(["integer", "uuid", "lower", "upper"]) }, strict),
  Type.Object({ kind: Type.Literal("enum"), values: names }, strict),
]);

const moduleSpelling = Type.Object({ module: Type.String(), spellings: Type.Array(spelling) }, strict);

const milliseconds = Type.Integer({ minimum: 0 });

const tokens = Type.Object(
  {
    algorithm: Type.Enum(["HS256", "RS256", "ES256", "EdDSA"]),
    issuer: Type.String(),
    audience: Type.String(),
    lifetime: milliseconds,
    maxLifetime: milliseconds,
    rotateEvery: Type.Union([milliseconds, Type.Null()]),
    lead: milliseconds,
  },
  strict,
);

const environment = Type.Object(
  {
    name: Type.String(),
    primary: Type.Boolean(),
    keyTag: Type.String(),
    sessions: Type.Object({ idle: milliseconds, absolute: milliseconds }, strict),
    tokens,
    assertion: Type.Union([Type.Enum(["hs256", "es256", "eddsa"]), Type.Null()]),
  },
  strict,
);

const effectiveSchema = Type.Object(
  {
    version: Type.Literal(version),
    environments: Type.Array(environment),
    keyPrefix: Type.String(),
    publicOrigin: Type.String(),
    accountForm: Type.Object(
      {
        prefix: Type.String(),
        characters: Type.Union([
          Type.Literal("A-Z0-9"),
          Type.Literal("a-z0-9"),
          Type.Literal("A-Za-z0-9"),
          Type.Literal("0-9"),
        ]),
        length: Type.Integer(),
      },
      strict,
    ),
    passwords: Type.Object(
      { minLength: Type.Integer({ minimum: 8 }), blockList: Type.Union([Type.String(), Type.Null()]), words: names },
      strict,
    ),
    userKinds: Type.Union([names, Type.Null()]),
    sha1Login: Type.Union([Type.Literal("everyone"), names]),
    rights: Type.Union([
      Type.Object({ modules: names, operationIds: names, verbs: names, spellings: Type.Array(moduleSpelling) }, strict),
      Type.Null(),
    ]),
  },
  strict,
);

/**
 * What the command line needs to work on a data directory alone (DESIGN 5.8), without secrets. `rights` is null for an
 * API without a description: then a right may name any module. Times are milliseconds.
 */
export type EffectiveConfiguration = Static<typeof effectiveSchema>;

/** What `start` keeps in the data directory. */
export function effectiveConfiguration(configuration: Configuration): EffectiveConfiguration {
  const { api, environments, keyPrefix, publicOrigin, accountForm, passwords, userKinds, legacy } = configuration;
  const rights = api.kind === "described" ? describeRights(api.description.operations) : null;
  return {
    version,
    environments: environments.map(environmentOf),
    keyPrefix,
    publicOrigin,
    accountForm: { ...accountForm },
    passwords: { ...passwords, blockList: passwords.blockList ?? null, words: wordsOf(configuration) },
    userKinds: userKinds === undefined ? null : [...userKinds],
    sha1Login: legacy.sha1Login === "everyone" ? "everyone" : [...legacy.sha1Login],
    rights: rights === null ? null : mutable(rights),
  };
}

function environmentOf(environment: ServedEnvironment): EffectiveConfiguration["environments"][number] {
  const { name, primary, keyTag, sessions, tokens, assertion } = environment;
  const { algorithm, issuer, audience, lifetime, maxLifetime, rotateEvery = null, lead } = tokens;
  return {
    name,
    primary,
    keyTag,
    sessions: { ...sessions },
    tokens: { algorithm, issuer, audience, lifetime, maxLifetime, rotateEvery, lead },
    assertion: assertion?.algorithm ?? null,
  };
}

/** What anyone would try here first: the names by which this installation is known. */
const wordsOf = ({ keyPrefix, publicOrigin }: Configuration): string[] => [
  "clavis",
  keyPrefix,
  ...new URL(publicOrigin).hostname.split("."),
];

const mutable = (rights: ReturnType<typeof describeRights>): NonNullable<EffectiveConfiguration["rights"]> => ({
  modules: [...rights.modules],
  operationIds: [...rights.operationIds],
  verbs: [...rights.verbs],
  spellings: rights.spellings.map(({ module, spellings }) => ({
    module,
    spellings: spellings.map((one) => (one.kind === "enum" ? { kind: one.kind, values: [...one.values] } : one)),
  })),
});

/** Writes it whole or not at all, readable for its owner only. Makes the directory where there is none. */
export function writeEffective(dataDirectory: string, effective: EffectiveConfiguration): void {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const target = join(dataDirectory, fileName);
  const draft = `${target}.${process.pid}`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(effective, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, target);
}

export type EffectiveResult =
  | { readonly kind: "found"; readonly effective: EffectiveConfiguration }
  /** `detail` is for the operator: what is wrong and what to do. */
  | { readonly kind: "missing" | "unreadable" | "other-version"; readonly detail: string };

/** Reads what `writeEffective` wrote, possibly another release of Clavis. */
export function readEffective(dataDirectory: string): EffectiveResult {
  const file = join(dataDirectory, fileName);
  const text = tryRead(file);
  if (text === undefined)
    return { kind: "missing", detail: `${file} is missing: clavis start --data ${dataDirectory} writes it` };
  const value = tryParse(text);
  if (Check(effectiveSchema, value)) return { kind: "found", effective: value };
  const found = typeof value === "object" && value !== null && "version" in value ? value.version : undefined;
  if (typeof found === "number" && found !== version)
    return { kind: "other-version", detail: `${file} has version ${found}, this Clavis reads version ${version}` };
  return { kind: "unreadable", detail: `${file} can not be read: clavis start writes it again` };
}

function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
