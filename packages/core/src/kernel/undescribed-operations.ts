import { blotted } from "./blot.ts";
import type { Operation, Security } from "./operation.ts";
import type { Match, OperationTable } from "./operation-table.ts";
import { type ActionBit, actionBits } from "./right.ts";

/** How an API without a description is read: everything below the base path, and which schemes open it. */
export interface UndescribedApi {
  /** Canonical, without a trailing slash; empty for the root. */
  readonly basePath: string;
  readonly security: Security;
  /** Clavis's own operations beside it; their literal paths win. */
  readonly own: OperationTable;
}

const actionsByMethod: ReadonlyMap<string, ActionBit> = new Map([
  ["GET", actionBits.read],
  ["HEAD", actionBits.read],
  ["PUT", actionBits.update],
  ["PATCH", actionBits.update],
  ["DELETE", actionBits.delete],
]);

const maxModule = 100;
const methods = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];

/**
 * The operations of an API without a description (DESIGN 4): module = the first segment under the base path,
 * entity = the second, action by method. A POST below an item is a custom action without a name.
 */
export function undescribedOperations({ basePath, security, own }: UndescribedApi): OperationTable {
  return {
    operations: own.operations,
    match(method, path): Match {
      const ours = own.match(method, path);
      if (ours.kind !== "unknown-path") return ours;
      const segments = segmentsBelow(basePath, path);
      const module = segments?.[0];
      if (segments === undefined || module === undefined || !isModule(module)) return { kind: "unknown-path" };
      const bit = method === "POST" ? postAction(segments) : actionsByMethod.get(method);
      if (bit === undefined) return { kind: "unknown-method", allow: methods };
      const entity = segments[1] === "" ? undefined : segments[1];
      return {
        kind: "operation",
        operation: operationOf(method, path, module, bit, security),
        entity,
        account: undefined,
      };
    },
  };
}

/** What looks like a credential is no module: its name would stand in answers and records. */
const isModule = (segment: string): boolean => segment !== "" && blotted(segment, maxModule) === segment;

const postAction = (segments: readonly string[]): ActionBit =>
  (segments[1] ?? "") === "" ? actionBits.create : actionBits.custom;

function segmentsBelow(basePath: string, path: string): string[] | undefined {
  if (!path.startsWith(`${basePath}/`)) return undefined;
  return path.slice(basePath.length + 1).split("/");
}

/** The id names no entity, so that it stays a small set of words. */
function operationOf(method: string, path: string, module: string, bit: ActionBit, security: Security): Operation {
  return {
    id: `${method} ${module}`,
    owner: "provider",
    method,
    template: path,
    module,
    action: { bit, verb: undefined },
    entity: undefined,
    spelling: undefined,
    account: undefined,
    security,
  };
}
