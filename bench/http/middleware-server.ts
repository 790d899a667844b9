import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  deriveApiKeyPepper,
  KeyDigester,
  MemorySettlement,
  openDataDirectory,
  openKeyActivity,
  openSecretKey,
  openSqliteSnapshot,
  SqliteRequestLog,
} from "@clavis/adapters";
import { actionBits, compileOperations, createPipeline, NetworkSet, type Operation, type Policy } from "@clavis/core";
import { clavisMiddleware, requestIds } from "@clavis/doors";
import { answerPlainly } from "./plain-answer.ts";
import { serve } from "./serving.ts";

// The middleware in an application of its own, deciding by the directory that the gateway's process has made.
const [, , folder = ""] = process.argv;
const data = openDataDirectory(folder);
const onError = (error: unknown): void => console.error(error);

const listInvoices: Operation = {
  id: "listInvoices",
  owner: "provider",
  method: "GET",
  template: "/api/v1/invoices",
  module: "invoices",
  action: { bit: actionBits.read, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: [[{ scheme: "key", rights: [] }]],
};

function policyOf(): Policy {
  const operations = compileOperations([listInvoices]);
  if ("problems" in operations) throw new TypeError("one operation can not be ambiguous");
  const schemes = [{ name: "key", credentials: ["api-key"], carrier: "header", parameter: "x-api-key" }] as const;
  const surface = { hosts: undefined, operations, schemes };
  return {
    environments: [
      { name: "production", primary: true, hosts: [], keyTag: "live", challenge: "standard", cors: undefined },
    ],
    surfaces: { public: surface, private: surface, authz: surface },
    trustedProxies: new NetworkSet([]),
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "A-Z0-9", length: 9 },
    errorBase: "http://localhost/.clavis/errors/",
    recordedHeaders: ["user-agent"],
  };
}

const settlement = new MemorySettlement();
const snapshot = openSqliteSnapshot(data.database, {
  digester: new KeyDigester(deriveApiKeyPepper(openSecretKey(data, randomBytes))),
});
const log = await SqliteRequestLog.open({
  folder: join(folder, "middleware-requests"),
  node: "bench",
  boot: "bench",
  clock: Date.now,
  onProblem: onError,
});
const { protect } = clavisMiddleware(
  { handlers: new Map() },
  {
    pipeline: createPipeline({ policy: policyOf(), snapshot, settlement, onError }),
    recording: { mode: "bounded", log },
    // No operation here takes a password.
    resolver: { resolve: () => ({ kind: "unavailable" }) },
    activity: openKeyActivity(join(folder, "middleware-activity.db")),
    now: Date.now,
    nextRequestId: requestIds(randomBytes),
    onError,
  },
);
const server = createServer(protect(answerPlainly));
server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port }));
