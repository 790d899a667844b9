import type { SelfService } from "@clavis/control";
import { isApplicationScheme, type ListenerName, type Operation, type Scheme } from "@clavis/core";
import type { Configuration } from "./configuration.ts";

/** Clavis's own operations on a listener; those of self-service where it is given. */
export type OwnOperations = (listener: ListenerName, selfService?: SelfService) => readonly Operation[];

/** Self-service as the schemes of the API make it: what no scheme could carry is not served. */
export function selfServiceFor(
  configured: Configuration["selfService"],
  schemes: readonly Scheme[],
  alternatives: SelfService["alternatives"],
): SelfService | undefined {
  if (configured === undefined) return undefined;
  const applicationSchemes = schemes.filter(isApplicationScheme).map(({ name }) => name);
  const carried = new Set(schemes.flatMap(({ credentials }) => credentials));
  const features = new Set<"sessions" | "tokens">();
  if (carried.has("session")) features.add("sessions");
  if (carried.has("access-token") || carried.has("one-time")) features.add("tokens");
  return { basePath: configured.basePath, alternatives, applicationSchemes, features };
}
