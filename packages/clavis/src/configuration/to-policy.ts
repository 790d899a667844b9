import type { SelfService } from "@clavis/control";
import {
  compileOperations,
  isApplicationScheme,
  type Operation,
  type OperationTable,
  type Policy,
  type Surface,
  undescribedOperations,
} from "@clavis/core";
import { type Api, type Configuration, type Listener, schemesOf } from "./configuration.ts";
import { type OwnOperations, selfServiceFor } from "./self-service.ts";

/**
 * What the decision knows of a configuration. Throws TypeError where Clavis's own operations contradict each other, or
 * the API's were read without them: `readConfiguration` gives that as a problem.
 */
export function toPolicy(configuration: Configuration, own: OwnOperations): Policy {
  const { api, listeners } = configuration;
  return {
    environments: configuration.environments,
    surfaces: {
      public: {
        hosts: undefined,
        operations: publicTable(configuration, own("public", selfServiceOf(configuration))),
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
    limits: configuration.limits.rates,
    formatSuffix: configuration.formatSuffix,
  };
}

/** Callers come to Clavis's own operations as they come to the API's. */
export const selfServiceOf = ({ api, selfService }: Configuration): SelfService | undefined =>
  selfServiceFor(selfService, schemesOf(api), alternativesOf(api));

const alternativesOf = (api: Api): SelfService["alternatives"] =>
  api.kind === "described"
    ? api.description.alternatives
    : api.schemes.filter((scheme) => !isApplicationScheme(scheme)).map(({ name }) => [name]);

function publicTable({ api, insecure }: Configuration, ours: readonly Operation[]): OperationTable {
  const relaxed = (operation: Operation): Operation =>
    insecure.cookieWithoutOrigin.has(operation.id) ? { ...operation, cookieWithoutOrigin: true } : operation;
  const own = ours.map(relaxed);
  if (api.kind === "described") return compile([...own, ...api.description.operations.map(relaxed)]);
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
