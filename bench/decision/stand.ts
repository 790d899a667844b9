import { randomBytes } from "node:crypto";
import { KeyDigester, LocalSettlement, MemoryLedger } from "@clavis/adapters";
import {
  type AccountRecord,
  actionBits,
  createPipeline,
  everything,
  type KeyRecord,
  type Network,
  NetworkSet,
  type Operation,
  type Pipeline,
  parseNetwork,
  parseRight,
  type Right,
  RightSet,
  type Scheme,
  type TokenReader,
  type UserRecord,
} from "@clavis/core";
import { benchOperation, benchPolicy, keyScheme, unasked } from "../bench-policy.ts";
import { keySecret } from "./requests.ts";

/** How many of each there are. */
export interface Setting {
  readonly rights: number;
  readonly networks: number;
  readonly operations: number;
}

export const digester: KeyDigester = new KeyDigester(randomBytes(32));

const sessionScheme: Scheme = {
  name: "session",
  credentials: ["session"],
  carrier: "cookie",
  parameter: "_session_id",
};
const tokenScheme: Scheme = { name: "token", credentials: ["access-token"], carrier: "bearer" };
const schemes = [keyScheme, sessionScheme, tokenScheme];

const rightsOf = (count: number): RightSet =>
  new RightSet([
    ...Array.from({ length: count - 1 }, (_, at) => parseRight(`module${at}/e-${at}:read`) as Right),
    parseRight("invoices:read") as Right,
  ]);

const networksOf = (count: number): NetworkSet =>
  new NetworkSet([
    ...Array.from({ length: count - 1 }, (_, at) => parseNetwork(`10.${at >> 8}.${at & 255}.0/24`) as Network),
    parseNetwork("203.0.113.0/24") as Network,
  ]);

/** Three of each module, of which only invoices are called. */
function operationsOf(count: number, accepted: readonly Scheme[]): Operation[] {
  const others = Array.from({ length: Math.ceil(count / 3) - 1 }, (_, at) => `module${at}`);
  return ["invoices", ...others].flatMap((module) => {
    const template = `/api/v1/${module}`;
    const creates = { method: "POST", action: { bit: actionBits.create, verb: undefined } };
    return [
      benchOperation(accepted, { id: `list-${module}`, template, module }),
      benchOperation(accepted, { id: `get-${module}`, template: `${template}/{id}`, module, entity: "id" }),
      benchOperation(accepted, { id: `create-${module}`, template, module, ...creates }),
    ];
  });
}

const account: AccountRecord = {
  number: "CKLANT001",
  enabled: true,
  rights: everything,
  restrictions: undefined,
  zone: "UTC",
};

const keyOf = ({ rights, networks }: Setting): KeyRecord => ({
  owner: "account",
  id: "key_0123456789ABCDEFGHIJKL",
  version: 1,
  slot: 0,
  environment: "production",
  account,
  rights: rightsOf(rights),
  ceilings: [everything],
  links: [],
  boundTo: undefined,
  enabled: true,
  notBefore: Number.NEGATIVE_INFINITY,
  expiresAt: Number.POSITIVE_INFINITY,
  revokedAt: Number.POSITIVE_INFINITY,
  versionEndsAt: Number.POSITIVE_INFINITY,
  restrictions: { networks: networksOf(networks), rate: { limit: 1_000_000_000, seconds: 1 } },
});

const userOf = ({ rights }: Setting): UserRecord => ({
  id: "user_1",
  enabled: true,
  kind: undefined,
  mainAccount: account.number,
  memberships: new Map([[account.number, { rights: rightsOf(rights), restrictions: [] }]]),
  passwordVersion: 1,
  passwordChangeDue: false,
});

/**
 * A pipeline over a directory of one account, one key with so many rights and networks, and one user. `alone`: the
 * description knows API keys and nothing else.
 */
export function pipelineOf(setting: Setting, tokens: TokenReader, alone = false): Pipeline {
  const keys = new Map([[digester.digestHex(keySecret), keyOf(setting)]]);
  const user = userOf(setting);
  const accepted = alone ? [keyScheme] : schemes;
  return createPipeline({
    ...unasked,
    tokens,
    policy: benchPolicy(accepted, operationsOf(setting.operations, accepted)),
    snapshot: {
      findKey: (text) => keys.get(digester.digestHex(text)),
      findKeyById: () => undefined,
      findAccount: (number) => (number === account.number ? account : undefined),
      findApplication: () => undefined,
      findUser: () => undefined,
      findUserById: (id) => (id === user.id ? user : undefined),
      findUserByExternalId: () => undefined,
      hasLink: () => false,
      findChain: () => undefined,
      isLocked: () => false,
      epochOf: () => 0,
    },
    settlement: new LocalSettlement(new MemoryLedger()),
    onError: (error) => {
      throw error;
    },
  });
}
