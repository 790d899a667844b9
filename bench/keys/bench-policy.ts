import {
  actionBits,
  compileOperations,
  type Environment,
  NetworkSet,
  type OperationTable,
  type Policy,
  type Scheme,
} from "@clavis/core";

const scheme: Scheme = { name: "key", credentials: ["api-key"], carrier: "header", parameter: "x-api-key" };

const production: Environment = {
  name: "production",
  primary: true,
  hosts: [],
  keyTag: "live",
  challenge: "standard",
  cors: undefined,
  origins: new Set(),
};

function tableOf(operations: Parameters<typeof compileOperations>[0]): OperationTable {
  const table = compileOperations(operations);
  if ("problems" in table) throw new Error("the operations are ambiguous");
  return table;
}

/** One environment, one operation, keys in `X-Api-Key`. */
export function benchPolicy(): Policy {
  const operations = tableOf([
    {
      id: "readInvoice",
      owner: "provider",
      method: "GET",
      template: "/api/v1/invoices/{id}",
      module: "invoices",
      action: { bit: actionBits.read, verb: undefined },
      entity: "id",
      spelling: { kind: "integer" },
      account: undefined,
      security: [[{ scheme: scheme.name, rights: [] }]],
    },
  ]);
  const empty = { hosts: undefined, operations: tableOf([]), schemes: [] };
  return {
    environments: [production],
    surfaces: { public: { hosts: undefined, operations, schemes: [scheme] }, private: empty, authz: empty },
    trustedProxies: new NetworkSet([]),
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "0-9", length: 8 },
    errorBase: "https://localhost/.clavis/errors/",
    recordedHeaders: [],
    limits: [],
    formatSuffix: undefined,
  };
}
