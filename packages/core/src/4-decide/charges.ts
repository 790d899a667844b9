import type { Facts } from "../1-facts/facts.ts";
import { addressNetwork } from "../kernel/address.ts";
import type { Operation } from "../kernel/operation.ts";
import type { PolicyLimit } from "../kernel/policy.ts";
import type { Charge } from "../kernel/ports.ts";
import { besideIn, credentialIdOf, isCaller, type Principal, userIn } from "../kernel/principal.ts";
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
  // The limits are the API's: what no environment serves is called by operators and probes.
  if (call.facts.environment !== undefined) for (const limit of call.limits) pushLimit(charges, call, limit);
  return charges;
}

const utc = "UTC";

function pushHolder(charges: Charge[], call: Chargeable, holder: Holder): void {
  const { rule, id, restrictions } = holder;
  const { rate, quota, uses } = restrictions;
  const cost = call.operation.cost ?? 1;
  const cell = rule === "key" || rule === "token" ? id : within(call.facts, id);
  if (rate !== undefined)
    charges.push({ kind: "rate", rule: `${rule}.rate`, name: freeName(charges, rule), cell, rate, cost });
  if (quota !== undefined) {
    const zone = call.reach?.account.zone ?? utc;
    const name = freeName(charges, `${rule}-quota`);
    charges.push({ kind: "quota", rule: `${rule}.quota`, name, cell, quota, zone, cost });
  }
  if (uses !== undefined)
    charges.push({ kind: "uses", rule: `${rule}.uses`, cell: id, uses, expiresAt: endOf(call, holder) });
}

/** When a credential is no more, so that its uses need not be remembered. A key that expired can be prolonged. */
const endOf = ({ principal }: Chargeable, { rule }: Holder): number =>
  rule === "token" && isCaller(principal) && principal.grant?.kind === "token"
    ? principal.grant.token.expiresAt
    : Number.POSITIVE_INFINITY;

/** Two accounts, keys or roles can limit one call: by its name a client tells each limit (SECURITY NET-05). */
function freeName(charges: readonly Charge[], name: string): string {
  const isTaken = (wanted: string): boolean => charges.some((charge) => "name" in charge && charge.name === wanted);
  let free = name;
  for (let at = 2; isTaken(free); at++) free = `${name}-${at}`;
  return free;
}

function pushLimit(charges: Charge[], call: Chargeable, { name, per, rate, quota, operations }: PolicyLimit): void {
  if (operations?.has(call.operation.id) === false) return;
  const counted = countedIn(call, per);
  if (counted === undefined) return;
  const cost = call.operation.cost ?? 1;
  const cell = within(call.facts, counted);
  const rule = `limit.${name}`;
  const told = freeName(charges, name);
  if (rate !== undefined) charges.push({ kind: "rate", rule, name: told, cell, rate, cost });
  if (quota !== undefined)
    charges.push({ kind: "quota", rule, name: told, cell, quota, zone: call.reach?.account.zone ?? utc, cost });
}

/** Environments count for themselves: what sandbox does takes nothing from production. */
const within = ({ environment }: Facts, id: string): string => `${environment} ${id}`;

function countedIn({ principal, facts, operation, reach }: Chargeable, per: PolicyLimit["per"]): string | undefined {
  switch (per) {
    case "credential":
      return credentialIn(principal);
    case "account":
      return reach?.account.number;
    case "application":
      return besideIn(principal)?.application.id;
    case "user":
      return userIn(principal)?.id;
    case "operation":
      return operation.id;
    case "address":
      return oneLine(facts);
  }
}

/** A key and its tokens are one: making tokens gives no more calls. A password has no id of its own, but its user has. */
function credentialIn(principal: Principal): string | undefined {
  if (principal.kind === "key") return principal.key.id;
  if (principal.kind === "application") return principal.beside.key.id;
  return isCaller(principal) ? (credentialIdOf(principal) ?? userIn(principal)?.id) : undefined;
}

/** IPv6 customers have a whole /64 to choose from (SECURITY NET-04). */
const oneLine = ({ address }: Facts): string =>
  address === undefined ? "unknown" : address.family === 4 ? address.text : addressNetwork(address);
