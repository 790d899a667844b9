import type { Configuration } from "../configuration/configuration.ts";

/** Where a described request without a Host goes: a host of the primary environment. */
export const defaultHost = ({ environments }: Pick<Configuration, "environments">): string =>
  environments.find(({ primary }) => primary)?.hosts[0] ?? "localhost";
