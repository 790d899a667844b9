import type { Facts } from "../1-facts/facts.ts";
import { addressNetwork } from "../kernel/address.ts";
import type { Operation } from "../kernel/operation.ts";
import type { PolicyLimit } from "../kernel/policy.ts";
import type { Charge } from "../kernel/ports.ts";
import type { Principal } from "../kernel/principal.ts";
import { besideIn, credentialIdOf, isCaller } from "../kernel/principal.ts";
import type { Holder } from "./holders.ts";
import type { Reach } from "./reach.ts";

/** A call that is allowed as far as rules go, with all that narrows it. */
export interface Chargeable {
  readonly facts: Facts;
  readonly principal: Principal;
  readonly operation: Operation;
  readonly reach: Reach | undefined;
  readonly holders: readonly Holder[];
  readonly limits: readonly PolicyLimit[];
}

const none: readonly Charge[] = [];

/** What a call costs: of each holder its rate, quota and uses, then the limits of the configuration. */
export function chargesOf(call: Chargeable): readonly Charge[] {
  if (call.holders.length === 0 && call.limits.length === 0) return none;
  const charges: Charge[] = [];
  for (const holder of call.holders) pushHolder(charges, call, holder);
  for (const limit of call.limits) pushLimit(charges, call, limit);
  return charges;
}

const utc = "UTC";

function pushHolder(charges: Charge[], call: Chargeable, holder: Holder): void {
  const { rule, id, restrictions } = holder;
  const { rate, quota, uses } = restrictions;
  const cost = call.operation.cost ?? 1;
  const cell = rule === "key" || rule === "token" ? id : within(call.facts, id);
  if (rate !== undefined) charges.push({ kind: "rate", rule: `${rule}.rate`, name: rule, cell, rate, cost });
  if (quota !== undefined) {
    const zone = call.reach?.account.zone ?? utc;
    charges.push({ kind: "quota", rule: `${rule}.quota`, name: `${rule}-quota`, cell, quota, zone, cost });
  }
  if (uses !== undefined)
    charges.push({ kind: "uses", rule: `${rule}.uses`, cell: id, uses, expiresAt: endOf(call, holder) });
}

/** When a credential is no more, so that its uses need not be remembered. */
function endOf({ principal }: Chargeable, { rule }: Holder): number {
  if (rule === "token" && isCaller(principal) && principal.grant?.kind === "token")
    return principal.grant.token.expiresAt;
  return principal.kind === "key" ? principal.key.expiresAt : Number.POSITIVE_INFINITY;
}

function pushLimit(charges: Charge[], call: Chargeable, { name, per, rate, quota, operations }: PolicyLimit): void {
  if (operations?.has(call.operation.id) === false) return;
  const counted = countedIn(call, per);
  if (counted === undefined) return;
  const cost = call.operation.cost ?? 1;
  const cell = within(call.facts, counted);
  const rule = `limit.${name}`;
  if (rate !== undefined) charges.push({ kind: "rate", rule, name, cell, rate, cost });
  if (quota !== undefined)
    charges.push({ kind: "quota", rule, name, cell, quota, zone: call.reach?.account.zone ?? utc, cost });
}

/** Environments count for themselves: what sandbox does takes nothing from production. */
const within = ({ environment }: Facts, id: string): string => `${environment} ${id}`;

function countedIn({ principal, facts, operation, reach }: Chargeable, per: PolicyLimit["per"]): string | undefined {
  switch (per) {
    case "credential":
      return isCaller(principal) ? credentialIdOf(principal) : undefined;
    case "account":
      return reach?.account.number;
    case "application":
      return besideIn(principal)?.application.id;
    case "user":
      return principal.kind === "user" ? principal.user.id : undefined;
    case "operation":
      return operation.id;
    case "address":
      return facts.address === undefined ? "unknown" : oneLine(facts);
  }
}

/** IPv6 customers have a whole /64 to choose from (SECURITY NET-04). */
const oneLine = ({ address }: Facts): string =>
  address === undefined ? "unknown" : address.family === 4 ? address.text : addressNetwork(address);
