export { type Activity, applyEffects } from "./effects.ts";
export type { ExchangePorts } from "./exchange/exchange.ts";
export type { Recording } from "./exchange/exchange-record.ts";
export { Gateway, type GatewayOptions } from "./gateway/gateway.ts";
export { type UpstreamOptions, upstreamDefaults } from "./gateway/upstream.ts";
export { type JudgingPorts, judgeAndResolve, type Resolver } from "./judge-and-resolve.ts";
export type { DoorPorts } from "./listener/door.ts";
export type { ListenAddress } from "./listener/listen-on.ts";
export {
  type Listener,
  type ListenerOptions,
  type ListenerTimeouts,
  openListener,
} from "./listener/listener.ts";
export type { TlsFiles } from "./listener/tls-files.ts";
export { clavisMiddleware, type Middleware, type MiddlewareOptions } from "./middleware/middleware.ts";
export type { RequestIdentity } from "./middleware/request-identity.ts";
export {
  type OwnAnswer,
  type OwnCall,
  type OwnHandler,
  type OwnHandlers,
  type OwnRefusal,
  unboundOperations,
} from "./own/own-operations.ts";
export { requestIds } from "./request-id.ts";
