import type { Principal } from "../3-verify/principal.ts";

/** A principal with an identity: what the checks behind `credential` are about. */
export type Caller = Extract<Principal, { kind: "key" | "user" }>;

export const isCaller = (principal: Principal): principal is Caller =>
  principal.kind === "key" || principal.kind === "user";
