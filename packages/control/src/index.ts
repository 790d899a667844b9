import { errorListHandler, errorPageHandler } from "./error-page-handlers.ts";
import type { OwnHandler } from "./handler.ts";
import { healthHandler, readinessHandler, type Vitals } from "./health-handlers.ts";
import { type VerifyPorts, verifyHandler } from "./verify-handler.ts";

export type { OwnAnswer, OwnCall, OwnHandler, OwnRefusal, OwnResult } from "./handler.ts";
export type { Vitals } from "./health-handlers.ts";
export { ownOperationsOn } from "./own-operations.ts";
export type { VerifyPorts } from "./verify-handler.ts";

export interface ControlPorts extends VerifyPorts {
  readonly vitals: () => Vitals;
}

/** The handler of each of Clavis's own operations, by operationId. */
export const ownHandlers = (ports: ControlPorts): ReadonlyMap<string, OwnHandler> =>
  new Map([
    ["listErrorPages", errorListHandler],
    ["readErrorPage", errorPageHandler],
    ["readHealth", healthHandler],
    ["readReadiness", readinessHandler(ports.vitals)],
    ["verifyRequest", verifyHandler(ports)],
  ]);
