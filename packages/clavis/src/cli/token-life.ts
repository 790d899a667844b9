import type { LocalEnvironment } from "./context.ts";

/** The longest life of an access token in any environment, in milliseconds: for so long its end must be remembered. */
export const longestTokenLife = (environments: readonly LocalEnvironment[]): number =>
  Math.max(0, ...environments.map(({ tokens }) => tokens.maxLifetime));
