import {
  actionBits,
  compileOperations,
  type Environment,
  NetworkSet,
  type Operation,
  type OperationTable,
  type PipelineParts,
  type Policy,
  type Scheme,
} from "@clavis/core";
import type { Activity } from "@clavis/doors";

/** Keys in `X-Api-Key`. */
export const keyScheme: Scheme = {
  name: "key",
  credentials: ["api-key"],
  carrier: "header",
  parameter: "x-api-key",
};

/** Reads invoices, unless it says otherwise; any one of the schemes will do. */
export const benchOperation = (
  schemes: readonly Scheme[],
  members: Pick<Operation, "id" | "template"> & Partial<Operation>,
): Operation => ({
  owner: "provider",
  method: "GET",
  module: "invoices",
  action: { bit: actionBits.read, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: schemes.map(({ name }) => [{ scheme: name, rights: [] }]),
  ...members,
});

const production: Environment = {
  name: "production",
  primary: true,
  hosts: [],
  keyTag: "live",
  challenge: "standard",
  cors: undefined,
  origins: new Set(),
};

function tableOf(operations: readonly Operation[]): OperationTable {
  const table = compileOperations(operations);
  if ("problems" in table) throw new TypeError("the operations of a benchmark are ambiguous");
  return table;
}

/** One environment whose public listener serves these operations; nothing is limited. */
export function benchPolicy(schemes: readonly Scheme[], operations: readonly Operation[]): Policy {
  const empty = { hosts: undefined, operations: tableOf([]), schemes: [] };
  return {
    environments: [production],
    surfaces: {
      public: { hosts: undefined, operations: tableOf(operations), schemes },
      private: empty,
      authz: empty,
    },
    trustedProxies: new NetworkSet([]),
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
    errorBase: "http://127.0.0.1:8080/.clavis/errors/",
    recordedHeaders: ["user-agent"],
    limits: [],
    formatSuffix: undefined,
  };
}

/** Nobody comes with a session. */
export const keyUses = (activity: Pick<Activity, "used">): Activity => ({
  used: (key, time, address) => activity.used(key, time, address),
  sessionUsed: () => {},
});

/** What a decision does not ask where nobody brings a token and nothing is anchored. */
export const unasked: Pick<PipelineParts, "tokens" | "geo" | "anchors"> = {
  tokens: {
    read: () => {
      throw new TypeError("what was presented was taken for a token");
    },
    isRevoked: () => false,
  },
  geo: { countryOf: () => "unavailable" },
  anchors: { find: () => undefined },
};
