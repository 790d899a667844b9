import { composeApiKey } from "../src/kernel/api-key-form.ts";
import { NetworkSet, parseNetwork } from "../src/kernel/network.ts";
import type { Operation, Scheme, Security } from "../src/kernel/operation.ts";
import { compileOperations, type OperationTable } from "../src/kernel/operation-table.ts";
import type { Cors, Environment, Policy } from "../src/kernel/policy.ts";
import type { KeyRecord, Settlement, Snapshot } from "../src/kernel/ports.ts";
import type { RawRequest } from "../src/kernel/raw-request.ts";
import { actionBits, parseRight, type Right } from "../src/kernel/right.ts";
import { everything, RightSet } from "../src/kernel/right-set.ts";
import { createPipeline, type Pipeline } from "../src/pipeline.ts";

/** A small API and its policy for the tests of core. */

export const schemes: readonly Scheme[] = [
  { name: "HeaderKey", carrier: "header", parameter: "x-api-key", credentials: ["api-key"] },
  { name: "QueryKey", carrier: "query", parameter: "apikey", credentials: ["api-key"] },
  { name: "CookieKey", carrier: "cookie", parameter: "api_key", credentials: ["api-key"] },
  { name: "Bearer", carrier: "bearer", credentials: ["api-key"] },
  { name: "Basic", carrier: "basic", credentials: ["password"] },
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

const operations: readonly Operation[] = [
  operation("GET", "/invoices", { id: "listInvoices" }),
  operation("POST", "/invoices", { id: "createInvoice" }),
  operation("GET", "/invoices/{id}", { id: "getInvoice", entity: "id", spelling: { kind: "integer" } }),
  operation("DELETE", "/invoices/{id}", { id: "deleteInvoice", entity: "id", spelling: { kind: "integer" } }),
  operation("GET", "/clients/{id}", { id: "getClient", entity: "id" }),
  operation("GET", "/accounts/{number}/clients", { id: "listClients", account: "number" }),
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
};

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

export const key = (more: Partial<KeyRecord> = {}): KeyRecord => ({
  id: "key_1",
  version: 1,
  slot: 0,
  environment: "production",
  account: { number: "CKLANT001", enabled: true, rights: everything },
  rights: everything,
  ceiling: everything,
  enabled: true,
  notBefore: Number.NEGATIVE_INFINITY,
  expiresAt: Number.POSITIVE_INFINITY,
  revokedAt: Number.POSITIVE_INFINITY,
  versionEndsAt: Number.POSITIVE_INFINITY,
  networks: undefined,
  rate: undefined,
  ...more,
});

export const snapshotOf = (keys: ReadonlyMap<string, KeyRecord>): Snapshot => ({
  findKey: (secret) => keys.get(secret),
  findAccount: (number) => [...keys.values()].find(({ account }) => account.number === number)?.account,
});

/** One request is left of every rate. */
export const lastOne: Settlement = {
  settle: (charges) => charges.map(() => ({ passed: true, remaining: 0, retryAfter: 0, resetAfter: 1000 })),
};
export const usedUp: Settlement = {
  settle: (charges) => charges.map(() => ({ passed: false, remaining: 0, retryAfter: 1500, resetAfter: 60_000 })),
};

export interface Parts {
  readonly policy?: Policy;
  readonly keys?: ReadonlyMap<string, KeyRecord>;
  readonly snapshot?: Snapshot;
  readonly settlement?: Settlement;
  readonly errors?: unknown[];
}

export const pipelineOf = (parts: Parts = {}): Pipeline =>
  createPipeline({
    policy: parts.policy ?? policy,
    snapshot: parts.snapshot ?? snapshotOf(parts.keys ?? new Map()),
    settlement: parts.settlement ?? lastOne,
    onError: (error) => parts.errors?.push(error),
  });

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
