import type { Facts } from "../1-facts/facts.ts";
import { headerValue } from "../kernel/header.ts";
import type { OperationTable } from "../kernel/operation-table.ts";
import type { Cors } from "../kernel/policy.ts";
import type { Target } from "./presented.ts";

/** What the request asks for. A preflight is only what a listed origin sends for a path that exists (Fetch, section 3.3). */
export function targetOf(facts: Facts, operations: OperationTable, cors: Cors | undefined): Target {
  const target = operations.match(facts.method, facts.path);
  if (facts.method !== "OPTIONS" || target.kind !== "unknown-method" || cors === undefined) return target;
  const origin = headerValue(facts.headers, "origin");
  const wanted = headerValue(facts.headers, "access-control-request-method");
  const listed = origin !== undefined && cors.origins.has(origin) && wanted !== undefined;
  return listed ? { kind: "preflight", origin, allow: target.allow } : target;
}
