import type { Operation } from "./operation.ts";

export type Match =
  | {
      readonly kind: "operation";
      readonly operation: Operation;
      readonly entity: string | undefined;
      readonly account: string | undefined;
    }
  | { readonly kind: "unknown-method"; readonly allow: readonly string[] }
  | { readonly kind: "unknown-path" };

/** Finds the operation of a method and a canonical path. */
export interface OperationTable {
  match(method: string, path: string): Match;
}
