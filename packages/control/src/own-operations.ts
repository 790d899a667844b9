import { type OwnOperation, ownOperations } from "@clavis/contract";
import { type Action, actionBits, type ListenerName, type Operation } from "@clavis/core";

/** Self-service as it is configured: where it lies, and how callers come. */
export interface SelfService {
  /** Canonical, without a trailing slash; empty for the root. */
  readonly basePath: string;
  /** The names of schemes that are asked for together, as the API's own operations ask for them. */
  readonly alternatives: readonly (readonly string[])[];
  /** The schemes that carry application keys: who signs in sends one by them. */
  readonly applicationSchemes: readonly string[];
  readonly features: ReadonlySet<"sessions" | "tokens">;
}

/** No demand at all: open to whoever reaches the listener. */
const anonymous: Operation["security"] = [[]];

/**
 * Clavis's own operations on a listener, in the shape of every other operation: they are judged the same way. Without
 * `selfService` those for callers do not exist.
 */
export function ownOperationsOn(listener: ListenerName, selfService?: SelfService): Operation[] {
  const all = ownOperations.filter((operation) => operation.listener === listener);
  return all.flatMap((operation) => {
    if (operation.feature === undefined && operation.access === "open") return [operationOf(operation, "", anonymous)];
    if (selfService === undefined || !isServed(operation, selfService)) return [];
    if (operation.access === "open") return [operationOf(operation, "", anonymous)];
    return [operationOf(operation, selfService.basePath, securityOf(operation, selfService))];
  });
}

const isServed = ({ feature }: OwnOperation, { features }: SelfService): boolean =>
  feature === undefined || features.has(feature);

function securityOf({ access }: OwnOperation, selfService: SelfService): Operation["security"] {
  const asked = alternativesFor(access, selfService);
  return asked.map((schemes) => schemes.map((scheme) => ({ scheme, rights: [] })));
}

function alternativesFor(
  access: OwnOperation["access"],
  { alternatives, applicationSchemes }: SelfService,
): SelfService["alternatives"] {
  const applications = applicationSchemes.map((scheme) => [scheme]);
  switch (access) {
    case "open":
      return [[]];
    case "caller":
      return alternatives;
    case "application":
      return applications.length === 0 ? [[]] : applications;
    case "holder":
      return [...applications, []];
  }
}

const operationOf = (own: OwnOperation, basePath: string, security: Operation["security"]): Operation => ({
  id: own.operationId,
  owner: "clavis",
  method: own.method,
  template: basePath + own.path,
  module: own.module,
  action: actionOf(own),
  entity: own.entity,
  spelling: undefined,
  account: undefined,
  security,
  ...(own.needs && { needs: own.needs }),
  ...(own.acceptsForm && { acceptsForm: true }),
  ...(own.changesShared && { changesShared: true }),
  ...(own.beforePasswordChange && { beforePasswordChange: true }),
});

const actionOf = ({ action }: OwnOperation): Action => ({ bit: actionBits[action], verb: undefined });
