import { type OwnOperation, ownOperations } from "@clavis/contract";
import { type Action, actionBits, type ListenerName, type Operation } from "@clavis/core";

/** Self-service as it is configured: where it lies, and how callers come. */
export interface SelfService {
  /** Canonical, without a trailing slash; empty for the root. */
  readonly basePath: string;
  /** The names of schemes that are asked for together, as the API's own operations ask for them. */
  readonly alternatives: readonly (readonly string[])[];
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
    if (operation.access === "open") return [operationOf(operation, "", anonymous)];
    if (selfService === undefined) return [];
    const { basePath, alternatives } = selfService;
    const security = alternatives.map((schemes) => schemes.map((scheme) => ({ scheme, rights: [] })));
    return [operationOf(operation, basePath, security)];
  });
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
});

const actionOf = ({ action }: OwnOperation): Action => ({ bit: actionBits[action], verb: undefined });
