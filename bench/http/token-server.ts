import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SqliteRequestLog } from "@clavis/adapters";
import { clavisMiddleware, requestIds } from "@clavis/doors";
import { pipelineOf } from "../decision/stand.ts";
import { openTokenStand, order, time } from "../tokens/stand.ts";
import { answerPlainly } from "./plain-answer.ts";
import { serve } from "./serving.ts";

// The middleware taking access tokens: `cached` remembers them all, `uncached` none that comes again.
const [, , kind = "", folder = ""] = process.argv;
const callers = 64;
const onError = (error: unknown): void => console.error(error);

const { issuer, readerOf } = await openTokenStand("RS256");
const tokens = Array.from({ length: callers }, () => {
  const { token } = issuer.issue({ ...order, account: "CKLANT001", application: undefined, rights: ["invoices"] });
  return `Authorization: Bearer ${token}`;
});
const log = await SqliteRequestLog.open({
  folder: join(folder, kind),
  node: "bench",
  boot: "bench",
  clock: Date.now,
  onProblem: onError,
});
const { protect } = clavisMiddleware(
  { handlers: new Map() },
  {
    pipeline: pipelineOf({ rights: 1, networks: 1, operations: 30 }, readerOf(kind === "cached" ? 10_000 : 2)),
    recording: { mode: "bounded", log },
    // The keys of the one issuer are at hand.
    resolver: { resolve: () => ({ kind: "unavailable" }) },
    activity: { used: () => {}, sessionUsed: () => {} },
    now: () => time,
    nextRequestId: requestIds(randomBytes),
    onError,
  },
);
const server = createServer(protect(answerPlainly));
server.listen(0, "127.0.0.1", () => serve({ port: (server.address() as AddressInfo).port, lines: tokens }));
