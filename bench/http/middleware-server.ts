import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  deriveApiKeyPepper,
  KeyDigester,
  LocalSettlement,
  MemoryLedger,
  openDataDirectory,
  openKeyActivity,
  openSecretKey,
  openSqliteSnapshot,
  SqliteRequestLog,
} from "@clavis/adapters";
import { createPipeline } from "@clavis/core";
import { clavisMiddleware, requestIds } from "@clavis/doors";
import { benchOperation, benchPolicy, keyScheme, keyUses, unasked } from "../bench-policy.ts";
import { answerPlainly } from "./plain-answer.ts";
import { serve } from "./serving.ts";

// The middleware in an application of its own, deciding by the directory that the gateway's process has made.
const [, , folder = ""] = process.argv;
const data = openDataDirectory(folder);
const onError = (error: unknown): void => console.error(error);

const policy = benchPolicy(
  [keyScheme],
  [benchOperation([keyScheme], { id: "listInvoices", template: "/api/v1/invoices" })],
);
const settlement = new LocalSettlement(new MemoryLedger());
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
const activity = openKeyActivity(join(folder, "middleware-activity.db"));
const { protect } = clavisMiddleware(
  { handlers: new Map() },
  {
    pipeline: createPipeline({ ...unasked, policy, snapshot, settlement, onError }),
    recording: { mode: "bounded", log },
    // No operation here takes a password.
    resolver: { resolve: () => ({ kind: "unavailable" }) },
    activity: keyUses(activity),
    now: Date.now,
    nextRequestId: requestIds(randomBytes),
    onError,
  },
);
const server = createServer(protect(answerPlainly));
server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port }));
