export { createKey, DirectoryError, revokeKey } from "@clavis/directory";
export type { Configuration } from "./configuration/configuration.ts";
export type { Overrides } from "./configuration/read-configuration.ts";
export { formatProblem, type Problem } from "./description/problem.ts";
export { type Embedded, embed } from "./embed.ts";
export { ProblemsError } from "./problems-error.ts";
export type { Server } from "./server/server.ts";
export { type Running, type StartOptions, start } from "./start.ts";
