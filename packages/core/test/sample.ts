import { composeApiKey } from "../src/kernel/api-key-form.ts";
import type { Resolution } from "../src/kernel/need.ts";
import { NetworkSet, parseNetwork } from "../src/kernel/network.ts";
import type { Operation, Scheme, Security } from "../src/kernel/operation.ts";
import { compileOperations, type OperationTable } from "../src/kernel/operation-table.ts";
import type { Cors, Environment, Policy } from "../src/kernel/policy.ts";
import type {
  AccountKeyRecord,
  AccountRecord,
  Anchors,
  ApplicationKeyRecord,
  ApplicationRecord,
  Geo,
  KeyRecord,
  LinkRecord,
  MembershipRecord,
  Settlement,
  Snapshot,
  UserRecord,
} from "../src/kernel/ports.ts";
import type { RawRequest } from "../src/kernel/raw-request.ts";
import { refusal } from "../src/kernel/refusal.ts";
import { actionBits, parseRight, type Right } from "../src/kernel/right.ts";
import { everything, RightSet } from "../src/kernel/right-set.ts";
import type { SessionRecord } from "../src/kernel/session.ts";
import type { TokenReader, TokenRecord } from "../src/kernel/token.ts";
import { createPipeline, type Judgement, type Pending, type Pipeline } from "../src/pipeline.ts";

/** A small API and its policy for the tests of core. */

export const schemes: readonly Scheme[] = [
  { name: "HeaderKey", carrier: "header", parameter: "x-api-key", credentials: ["api-key"] },
  { name: "QueryKey", carrier: "query", parameter: "apikey", credentials: ["api-key"] },
  { name: "CookieKey", carrier: "cookie", parameter: "api_key", credentials: ["api-key"] },
  { name: "Bearer", carrier: "bearer", credentials: ["api-key"] },
  { name: "Basic", carrier: "basic", credentials: ["password"], deprecatedSince: 1_767_225_600 },
];

const anyScheme: Security = schemes.map(({ name }) => [{ scheme: name, rights: [] }]);

export function operation(method: string, template: string, more: Partial<Operation> = {}): Operation {
  const bits = { POST: actionBits.create, PUT: actionBits.update, DELETE: actionBits.delete } as const;
  const bit = Object.entries(bits).find(([name]) => name === method)?.[1] ?? actionBits.read;
  return {
    id: `${method} ${template}`,
    owner: "provider",
    method,
    template,
    module: template.split("/")[1] ?? "",
    action: { bit, verb: undefined },
    entity: undefined,
    spelling: undefined,
    account: undefined,
    security: anyScheme,
    ...more,
  };
}

const scoped: Security = schemes.map(({ name }) => [{ scheme: name, rights: [right("invoices:read")] }]);

const operations: readonly Operation[] = [
  operation("GET", "/invoices", { id: "listInvoices" }),
  operation("POST", "/invoices", { id: "createInvoice" }),
  operation("GET", "/invoices/{id}", { id: "getInvoice", entity: "id", spelling: { kind: "integer" } }),
  operation("DELETE", "/invoices/{id}", { id: "deleteInvoice", entity: "id", spelling: { kind: "integer" } }),
  operation("GET", "/clients/{id}", { id: "getClient", entity: "id" }),
  operation("GET", "/accounts/{number}/clients", { id: "listClients", account: "number" }),
  operation("GET", "/me", { id: "readMe", owner: "clavis", needs: "identity" }),
  operation("PATCH", "/me", { id: "changeMe", owner: "clavis", needs: "user" }),
  operation("GET", "/keyed", { id: "readKeyed", security: anyScheme.slice(0, 1) }),
  operation("GET", "/scoped", { id: "readScoped", module: "invoices", security: scoped }),
  operation("GET", "/status", { id: "readStatus", security: [[]] }),
];

export function table(list: readonly Operation[]): OperationTable {
  const compiled = compileOperations(list);
  if ("problems" in compiled) throw new Error(compiled.problems.map(({ detail }) => detail).join("; "));
  return compiled;
}

export const cors: Cors = {
  origins: new Set(["https://app.example"]),
  credentials: false,
  exposed: [],
  allowedHeaders: [],
  maxAge: 600,
};

const environment: Environment = {
  name: "production",
  primary: true,
  hosts: [],
  keyTag: "live",
  challenge: "standard",
  cors,
  origins: new Set(["https://shop.example"]),
};

const closed = { hosts: new Set(["localhost"]), operations: table([]), schemes: [] };

export const policy: Policy = {
  environments: [environment],
  surfaces: { public: { hosts: undefined, operations: table(operations), schemes }, private: closed, authz: closed },
  trustedProxies: networks(),
  keyPrefix: "clv",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  errorBase: "https://api.example/.clavis/errors/",
  recordedHeaders: ["user-agent", "__proto__"],
  limits: [],
  formatSuffix: undefined,
};

/** No data: every rule about countries refuses. */
export const noGeo: Geo = { countryOf: () => "unavailable" };

/** The tokens of a test by their text. */
export function tokensOf(
  tokens: ReadonlyMap<string, TokenRecord> = new Map(),
  revoked: readonly string[] = [],
): TokenReader {
  return {
    read(text) {
      const token = tokens.get(text);
      return token === undefined
        ? { kind: "refused", refusal: refusal("credential", "credential_invalid", "token", "The token is not valid.") }
        : { kind: "genuine", token };
    },
    isRevoked: (id) => revoked.includes(id),
  };
}

export function networks(...texts: string[]): NetworkSet {
  return new NetworkSet(
    texts.map((text) => {
      const network = parseNetwork(text);
      if ("problem" in network) throw new Error(network.problem);
      return network;
    }),
  );
}

export function right(text: string): Right {
  const read = parseRight(text);
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

export const rights = (...texts: string[]): RightSet => new RightSet(texts.map(right));

/** A genuine secret of our form; another for each seed byte. */
export const secretOf = (seed: number): string =>
  composeApiKey("clv", "live", (count) => new Uint8Array(count).fill(seed));

export const account = (number: string, more: Partial<AccountRecord> = {}): AccountRecord => ({
  number,
  enabled: true,
  rights: everything,
  restrictions: undefined,
  zone: "UTC",
  ...more,
});

const keyMembers = {
  id: "key_1",
  version: 1,
  slot: 0,
  environment: "production",
  rights: everything,
  ceilings: [],
  links: [],
  boundTo: undefined,
  enabled: true,
  notBefore: Number.NEGATIVE_INFINITY,
  expiresAt: Number.POSITIVE_INFINITY,
  revokedAt: Number.POSITIVE_INFINITY,
  versionEndsAt: Number.POSITIVE_INFINITY,
  restrictions: undefined,
} as const;

export const key = (more: Partial<AccountKeyRecord> = {}): AccountKeyRecord => ({
  ...keyMembers,
  owner: "account",
  account: account("CKLANT001"),
  ...more,
});

export const application = (more: Partial<ApplicationRecord> = {}): ApplicationRecord => ({
  id: "agenda",
  enabled: true,
  rights: everything,
  restrictions: undefined,
  ...more,
});

export const applicationKey = (more: Partial<ApplicationKeyRecord> = {}): ApplicationKeyRecord => ({
  ...keyMembers,
  id: "key_app",
  owner: "application",
  application: application(),
  ...more,
});

/** A user by the rights of their memberships. */
export interface SampleUser extends Partial<Omit<UserRecord, "memberships">> {
  readonly memberships?: ReadonlyMap<string, RightSet | MembershipRecord>;
}

export const user = ({ memberships = new Map(), ...more }: SampleUser = {}): UserRecord => ({
  id: "user_1",
  enabled: true,
  kind: undefined,
  mainAccount: undefined,
  memberships: new Map(
    [...memberships].map(([number, held]) => [
      number,
      held instanceof RightSet ? { rights: held, restrictions: [] } : held,
    ]),
  ),
  passwordVersion: 1,
  passwordChangeDue: false,
  ...more,
});

export const session = (more: Partial<SessionRecord> = {}): SessionRecord => ({
  id: "ses_1",
  environment: "production",
  user: "user_1",
  application: undefined,
  openedAt: now - 60_000,
  usedAt: now - 60_000,
  idleEndsAt: now + 3_540_000,
  endsAt: now + 86_340_000,
  endedAt: undefined,
  epochs: { user: 0, environment: 0 },
  ...more,
});

export const token = (more: Partial<TokenRecord> = {}): TokenRecord => ({
  id: "token_1",
  issuer: "https://api.example",
  own: true,
  environment: "production",
  subject: { kind: "key", id: "key_1" },
  account: "CKLANT001",
  application: undefined,
  rights: everything,
  restrictions: undefined,
  epochs: { key: 0, account: 0, environment: 0 },
  session: undefined,
  issuedAt: now - 1000,
  notBefore: now - 1000,
  expiresAt: now + 600_000,
  oneTime: false,
  bound: undefined,
  ...more,
});

/** A link whose id is `portal>client`. */
export const link = (portal: string, client: string, ceiling: RightSet = everything): LinkRecord => ({
  id: `${portal}>${client}`,
  portal,
  client,
  ceiling,
});

/** What a sample's snapshot finds: keys by secret, users by e-mail address, accounts beside those of the keys. */
export interface SampleDirectory {
  readonly keys?: ReadonlyMap<string, KeyRecord>;
  readonly users?: ReadonlyMap<string, UserRecord>;
  readonly accounts?: readonly AccountRecord[];
  readonly links?: readonly LinkRecord[];
  readonly applications?: readonly ApplicationRecord[];
  /** `kind id`. */
  readonly locks?: readonly string[];
  /** By `kind id`. */
  readonly epochs?: ReadonlyMap<string, number>;
}

export function snapshotOf({ keys, users, accounts = [], links = [], ...more }: SampleDirectory): Snapshot {
  const { applications = [], locks = [], epochs } = more;
  const allKeys = (): KeyRecord[] => [...(keys?.values() ?? [])];
  const ofKeys = (): AccountRecord[] => allKeys().flatMap((each) => (each.owner === "account" ? [each.account] : []));
  const named = (): ApplicationRecord[] =>
    allKeys().flatMap((each) => (each.owner === "application" ? [each.application] : []));
  const findAccount = (number: string): AccountRecord | undefined =>
    [...accounts, ...ofKeys()].find((each) => each.number === number);
  return {
    findKey: (secret) => keys?.get(secret),
    findKeyById: (id) => allKeys().find((each) => each.id === id),
    findAccount,
    findApplication: (id) => [...applications, ...named()].find((each) => each.id === id),
    isLocked: (kind, id) => locks.includes(`${kind} ${id}`),
    epochOf: (kind, id) => epochs?.get(`${kind} ${id}`) ?? 0,
    findUser: (email) => users?.get(email),
    findUserById: (id) => [...(users?.values() ?? [])].find((each) => each.id === id),
    findUserByExternalId: () => undefined,
    hasLink: (id) => links.some((each) => each.id === id),
    findChain: (from, to) => chains(links, findAccount, [from], to).toSorted(byLength)[0],
  };
}

const byLength = (first: readonly LinkRecord[], second: readonly LinkRecord[]): number => first.length - second.length;

/** Every way of at most four links over enabled accounts that comes by no account twice. */
function chains(
  links: readonly LinkRecord[],
  findAccount: Snapshot["findAccount"],
  path: readonly string[],
  to: string,
): (readonly LinkRecord[])[] {
  const here = path.at(-1) ?? "";
  if (findAccount(here)?.enabled !== true) return [];
  if (here === to) return [[]];
  if (path.length > 4) return [];
  return links
    .filter(({ portal, client }) => portal === here && !path.includes(client))
    .flatMap((first) => chains(links, findAccount, [...path, first.client], to).map((rest) => [first, ...rest]));
}

/** One request is left of every rate. */
export const lastOne: Settlement = {
  settle: (charges) => charges.map(() => ({ passed: true, remaining: 0, retryAfter: 0, resetAfter: 1000 })),
};
export const usedUp: Settlement = {
  settle: (charges) => charges.map(() => ({ passed: false, remaining: 0, retryAfter: 1500, resetAfter: 60_000 })),
};

export interface Parts extends SampleDirectory {
  readonly policy?: Policy;
  readonly snapshot?: Snapshot;
  readonly settlement?: Settlement;
  readonly tokens?: TokenReader;
  readonly geo?: Geo;
  readonly anchors?: Anchors;
  readonly errors?: unknown[];
}

/** A pipeline whose passwords are wrong unless a test says what else is found out. */
export interface SamplePipeline extends Omit<Pipeline, "judge" | "rehearse"> {
  judge(raw: RawRequest, resolution?: Resolution): Judgement;
  rehearse(raw: RawRequest, resolution?: Resolution): Judgement;
}

export const waitingPipelineOf = (parts: Parts = {}): Pipeline =>
  createPipeline({
    policy: parts.policy ?? policy,
    snapshot: parts.snapshot ?? snapshotOf(parts),
    settlement: parts.settlement ?? lastOne,
    tokens: parts.tokens ?? tokensOf(),
    geo: parts.geo ?? noGeo,
    anchors: parts.anchors ?? { find: () => undefined },
    onError: (error) => parts.errors?.push(error),
  });

export function pipelineOf(parts: Parts = {}): SamplePipeline {
  const pipeline = waitingPipelineOf(parts);
  return {
    ...pipeline,
    judge: (request, resolution) => resumed(pipeline.judge(request), resolution),
    rehearse: (request, resolution) => resumed(pipeline.rehearse(request), resolution),
  };
}

/** What a request waits for is resolved once; what waits twice is a test's own affair. */
function resumed(judged: Judgement | Pending, resolution: Resolution = { kind: "wrong" }): Judgement {
  const resumed = "need" in judged ? judged.resume(resolution) : judged;
  if ("need" in resumed) throw new Error(`still waits for a ${resumed.need.kind}`);
  return resumed;
}

/** That the password is the user's, as the sample's user has it. */
export const genuine: Resolution = { kind: "genuine", userId: "user_1", passwordVersion: 1 };

/** The Authorization header of jan@domain.be with the password MijnWachtwoord. */
export const basic: readonly string[] = ["Authorization", "Basic amFuQGRvbWFpbi5iZTpNaWpuV2FjaHR3b29yZA=="];

export const now = Date.UTC(2026, 10, 21, 12);

export const raw = (target: string, headers: readonly string[] = [], more: Partial<RawRequest> = {}): RawRequest => ({
  listener: "public",
  method: "GET",
  target,
  headers: ["Host", "api.example", ...headers],
  peer: "192.0.2.7",
  secure: false,
  time: now,
  requestId: "01998877-0000-7000-8000-000000000001",
  ...more,
});
