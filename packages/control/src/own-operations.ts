import { type OwnOperation, ownOperations } from "@clavis/contract";
import { type Action, actionBits, type ListenerName, type Operation, type Scheme } from "@clavis/core";

/** Self-service as it is configured: where it lies, and the schemes by which callers come. */
export interface SelfService {
  /** Canonical, without a trailing slash; empty for the root. */
  readonly basePath: string;
  readonly schemes: readonly Scheme[];
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
    const { basePath, schemes } = selfService;
    const security = schemes.map(({ name }) => [{ scheme: name, rights: [] }]);
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
