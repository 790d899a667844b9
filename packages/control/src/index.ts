import type { Pipeline, Snapshot } from "@clavis/core";
import { errorListHandler, errorPageHandler } from "./error-page-handlers.ts";
import type { OwnHandler } from "./handler.ts";
import { healthHandler, readinessHandler, type Vitals } from "./health-handlers.ts";
import {
  type ApiKeyPorts,
  createApiKeyHandler,
  deleteApiKeyHandler,
  listApiKeysHandler,
  readApiKeyHandler,
  rotateApiKeyHandler,
  updateApiKeyHandler,
} from "./self-service/api-key-handlers.ts";
import {
  changePasswordHandler,
  listMyAccountsHandler,
  type MePorts,
  readMeHandler,
  updateMeHandler,
} from "./self-service/me-handlers.ts";
import { listRequestsHandler, type RequestRecords, readRequestHandler } from "./self-service/request-handlers.ts";
import { type LoginPorts, openSessionHandler } from "./sessions/login-handler.ts";
import {
  closeSessionHandler,
  endSessionHandler,
  endSessionsHandler,
  listSessionsHandler,
  type SessionPorts,
} from "./sessions/session-handlers.ts";
import { createTokenHandler } from "./tokens/create-token-handler.ts";
import { type KeySetOf, keySetHandler } from "./tokens/key-set-handler.ts";
import { refreshTokenHandler } from "./tokens/refresh-token-handler.ts";
import { revokeTokenHandler } from "./tokens/revoke-token-handler.ts";
import type { TokenPorts } from "./tokens/token-ports.ts";
import { type VerifyPorts, verifyHandler } from "./verify-handler.ts";
import { choosePasswordHandler, welcomePageHandler } from "./welcome-handlers.ts";

export type { OwnAnswer, OwnCall, OwnHandler, OwnRefusal, OwnResult } from "./handler.ts";
export type { Vitals } from "./health-handlers.ts";
export { ownOperationsOn, type SelfService } from "./own-operations.ts";
export type { DeriveBytes } from "./self-service/idempotency.ts";
export type { RequestRecords } from "./self-service/request-handlers.ts";
export type { LoginPorts } from "./sessions/login-handler.ts";
export {
  type LoginAnswer,
  type LoginCredentials,
  type LoginField,
  type LoginSettings,
  type LoginSource,
  plainSources,
} from "./sessions/login-settings.ts";
export type { SessionCookie } from "./sessions/session-cookie.ts";
export type { SessionPorts } from "./sessions/session-handlers.ts";
export type { TokenPorts, TokenTerms } from "./tokens/token-ports.ts";
export type { VerifyPorts } from "./verify-handler.ts";

export interface ControlPorts extends VerifyPorts, ApiKeyPorts, MePorts {
  readonly vitals: () => Vitals;
  readonly snapshot: Snapshot;
  readonly records: RequestRecords;
  readonly suppose: Pipeline["suppose"];
  /** Undefined where no scheme carries sessions. */
  readonly signingIn: (LoginPorts & SessionPorts) | undefined;
  /** Undefined where no scheme carries tokens. */
  readonly tokens: TokenPorts | undefined;
  /** The keys by which upstreams verify assertions. */
  readonly assertionKeys: KeySetOf;
}

const sessionHandlers = (ports: LoginPorts & SessionPorts): readonly (readonly [string, OwnHandler])[] => [
  ["openSession", openSessionHandler(ports)],
  ["closeSession", closeSessionHandler(ports)],
  ["listSessions", listSessionsHandler(ports)],
  ["endSessions", endSessionsHandler(ports)],
  ["endSession", endSessionHandler(ports)],
];

const tokenHandlers = (ports: TokenPorts): readonly (readonly [string, OwnHandler])[] => [
  ["createToken", createTokenHandler(ports)],
  ["refreshToken", refreshTokenHandler(ports)],
  ["revokeToken", revokeTokenHandler(ports)],
  ["readKeySet", keySetHandler(ports.keySet)],
];

/** The handler of each of Clavis's own operations that are served, by operationId. */
export const ownHandlers = (ports: ControlPorts): ReadonlyMap<string, OwnHandler> =>
  new Map<string, OwnHandler>([
    ["listErrorPages", errorListHandler],
    ["readErrorPage", errorPageHandler],
    ["readHealth", healthHandler],
    ["readReadiness", readinessHandler(ports.vitals)],
    ["verifyRequest", verifyHandler(ports)],
    ["readAssertionKeySet", keySetHandler(ports.assertionKeys)],
    ["readWelcomePage", welcomePageHandler(ports.directory)],
    ["choosePassword", choosePasswordHandler(ports)],
    ["createApiKey", createApiKeyHandler(ports)],
    ["listApiKeys", listApiKeysHandler(ports)],
    ["readApiKey", readApiKeyHandler(ports)],
    ["updateApiKey", updateApiKeyHandler(ports)],
    ["deleteApiKey", deleteApiKeyHandler(ports)],
    ["rotateApiKey", rotateApiKeyHandler(ports)],
    ["readMe", readMeHandler(ports)],
    ["listMyAccounts", listMyAccountsHandler(ports)],
    ["updateMe", updateMeHandler(ports)],
    ["changePassword", changePasswordHandler(ports)],
    ["listRequests", listRequestsHandler(ports.records)],
    ["readRequest", readRequestHandler(ports.records, ports.suppose)],
    ...(ports.signingIn === undefined ? [] : sessionHandlers(ports.signingIn)),
    ...(ports.tokens === undefined ? [] : tokenHandlers(ports.tokens)),
  ]);
