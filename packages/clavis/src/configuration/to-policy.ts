import {
  compileOperations,
  type ListenerName,
  type Operation,
  type OperationTable,
  type Policy,
  type Scheme,
  type Surface,
  undescribedOperations,
} from "@clavis/core";
import type { Api, Configuration, Listener } from "./configuration.ts";

/** Clavis's own operations on a listener; those of self-service where it is given. */
export type OwnOperations = (
  listener: ListenerName,
  selfService?: { readonly basePath: string; readonly schemes: readonly Scheme[] },
) => readonly Operation[];

/**
 * What the decision knows of a configuration. Throws TypeError where Clavis's own operations contradict each other, or
 * the API's were read without them: `readConfiguration` gives that as a problem.
 */
export function toPolicy(configuration: Configuration, own: OwnOperations): Policy {
  const { api, listeners, selfService } = configuration;
  return {
    environments: configuration.environments,
    surfaces: {
      public: {
        hosts: undefined,
        operations: publicTable(api, own("public", selfService && { ...selfService, schemes: schemesOf(api) })),
        schemes: schemesOf(api),
      },
      private: ownSurface(listeners.private, own("private")),
      authz: ownSurface(listeners.authz, listeners.authz === undefined ? [] : own("authz")),
    },
    trustedProxies: configuration.trustedProxies,
    keyPrefix: configuration.keyPrefix,
    accountForm: configuration.accountForm,
    errorBase: `${configuration.publicOrigin}/.clavis/errors/`,
    recordedHeaders: configuration.log.headers,
  };
}

const schemesOf = (api: Api): readonly Scheme[] => (api.kind === "described" ? api.description.schemes : api.schemes);

function publicTable(api: Api, own: readonly Operation[]): OperationTable {
  if (api.kind === "described") return compile([...own, ...api.description.operations]);
  const security = api.schemes.map(({ name }) => [{ scheme: name, rights: [] }]);
  return undescribedOperations({ basePath: api.basePath, security, own: compile(own) });
}

const ownSurface = (listener: Listener | undefined, own: readonly Operation[]): Surface => ({
  hosts: listener?.hosts ?? new Set(),
  operations: compile(own),
  schemes: [],
});

function compile(operations: readonly Operation[]): OperationTable {
  const table = compileOperations(operations);
  if ("problems" in table) throw new TypeError(table.problems.map(({ detail }) => detail).join("; "));
  return table;
}
