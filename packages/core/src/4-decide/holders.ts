import type { Snapshot } from "../kernel/ports.ts";
import { besideIn, type Caller, isCaller, type Principal } from "../kernel/principal.ts";
import type { Restrictions } from "../kernel/restriction.ts";
import type { Reach } from "./reach.ts";

/** Something in a call that narrows it. */
export interface Holder {
  /** What a rule of it begins with: `key`, `account`, `role`. */
  readonly rule: "key" | "token" | "application" | "account" | "role";
  /** In what it counts: its id. */
  readonly id: string;
  readonly restrictions: Restrictions;
}

const none: readonly Holder[] = [];

/** What of the credentials narrows a call. */
export function credentialHolders(principal: Principal): readonly Holder[] {
  const key = principal.kind === "key" ? principal.key.restrictions : undefined;
  const beside = besideIn(principal);
  const grant = isCaller(principal) ? principal.grant : undefined;
  if (key === undefined && beside === undefined && grant?.kind !== "token") return none;
  const holders: Holder[] = [];
  if (principal.kind === "key" && key !== undefined)
    holders.push({ rule: "key", id: principal.key.id, restrictions: key });
  if (grant?.kind === "token" && grant.token.restrictions !== undefined)
    holders.push({ rule: "token", id: grant.token.id, restrictions: grant.token.restrictions });
  if (beside?.key?.restrictions !== undefined)
    holders.push({ rule: "key", id: beside.key.id, restrictions: beside.key.restrictions });
  if (beside?.application.restrictions !== undefined)
    holders.push({ rule: "application", id: beside.application.id, restrictions: beside.application.restrictions });
  return holders;
}

/** What narrows a call in the account it acts in: that account, the one it is reached from, and the roles held there. */
export function accountHolders(caller: Caller, reach: Reach, snapshot: Snapshot): readonly Holder[] {
  const { account, from } = reach;
  const portal = from === account.number ? undefined : snapshot.findAccount(from);
  const user = caller.kind === "user" ? caller.user : undefined;
  const roles = user?.memberships.get(from)?.restrictions ?? [];
  if (account.restrictions === undefined && portal?.restrictions === undefined && roles.length === 0) return none;
  const holders: Holder[] = [];
  for (const each of [account, portal])
    if (each?.restrictions !== undefined)
      holders.push({ rule: "account", id: each.number, restrictions: each.restrictions });
  for (const { role, restrictions } of roles) holders.push({ rule: "role", id: `${role} ${user?.id}`, restrictions });
  return holders;
}
