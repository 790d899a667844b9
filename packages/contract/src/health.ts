import { type Static, Type } from "typebox";
import type { OwnOperation } from "./own-operation.ts";

export const Health = Type.Object({
  status: Type.Literal("alive", { description: "The process answers." }),
});
export type Health = Static<typeof Health>;

export const Readiness = Type.Object({
  status: Type.Union([Type.Literal("ready"), Type.Literal("not_ready")]),
  revision: Type.Integer({ description: "The last change of the directory this process has applied." }),
  snapshotAge: Type.Number({ description: "Seconds since the directory was last read." }),
  problems: Type.Array(Type.String(), { description: "Why requests should go elsewhere; empty when ready." }),
});
export type Readiness = Static<typeof Readiness>;

export const readHealth: OwnOperation = {
  operationId: "readHealth",
  listener: "private",
  method: "GET",
  path: "/healthz",
  module: "health",
  action: "read",
  access: "open",
  summary: "Is the process alive",
  answer: Health,
};

export const readReadiness: OwnOperation = {
  operationId: "readReadiness",
  listener: "private",
  method: "GET",
  path: "/readyz",
  module: "health",
  action: "read",
  access: "open",
  summary: "Can the process decide; 503 while it can not",
  answer: Readiness,
};
