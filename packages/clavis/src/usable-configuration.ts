import { ownOperationsOn } from "@clavis/control";
import { loadConfiguration } from "./configuration/load-configuration.ts";
import type { ConfigurationResult, ConfigurationSource } from "./configuration/read-configuration.ts";
import { ProblemsError } from "./problems-error.ts";

/** Where a configuration is read from, and what wins over it. */
export type ConfigurationPlace = Pick<ConfigurationSource, "file" | "overrides" | "workingDirectory" | "variables">;

type Usable = Exclude<ReturnType<typeof loadConfiguration>, Extract<ConfigurationResult, { problems: unknown }>>;

/** The configuration on disk, beside Clavis's own operations. ProblemsError with everything that is wrong in it. */
export function usableConfiguration(place: ConfigurationPlace): Usable {
  const read = loadConfiguration({ ...place, ownOperations: ownOperationsOn });
  if ("problems" in read) throw new ProblemsError(read.problems);
  return read;
}
