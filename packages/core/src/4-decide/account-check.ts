import type { Presented } from "../2-extract/presented.ts";
import type { Snapshot } from "../kernel/ports.ts";
import type { Caller } from "../kernel/principal.ts";
import { type Refusal, type RefusalValues, refusal } from "../kernel/refusal.ts";
import { lockedBy } from "./key-standing.ts";
import { type Reach, reachByKey, reachByUser } from "./reach.ts";

/** How the account the call acts in is reached, or why it is not. */
export type AccountAnswer = { readonly reach: Reach } | { readonly refusal: Refusal };

/**
 * `account`: resolved and reachable (DESIGN 5.2). The path's account and the header's must agree; without either it is
 * the key's own or the user's main account. A token names its account: both may only repeat it. Unknown, disabled and
 * unreachable accounts get one and the same answer.
 */
export function accountOf(caller: Caller, presented: Presented, snapshot: Snapshot): AccountAnswer {
  const invalid = accountHeaderFault(presented);
  if (invalid !== undefined) return { refusal: invalid };
  const { account: choice, target } = presented;
  const named = choice.kind === "named" ? choice.number : undefined;
  const bound = target.kind === "operation" ? target.account : undefined;
  if (named !== undefined && bound !== undefined && named !== bound) return { refusal: disagreement(named, bound) };
  const wanted = named ?? bound;
  const given = caller.grant?.kind === "token" ? caller.grant.token.account : undefined;
  if (wanted !== undefined && given !== undefined && wanted !== given) return { refusal: unreachable(wanted, caller) };
  const account = wanted ?? given;
  return account === undefined ? ownAccount(caller, snapshot) : reached(caller, account, snapshot);
}

function ownAccount(caller: Caller, snapshot: Snapshot): AccountAnswer {
  if (caller.kind === "key") return reached(caller, caller.key.account.number, snapshot);
  if (caller.kind === "token") return reached(caller, caller.account.number, snapshot);
  const { id, mainAccount } = caller.user;
  const reach = mainAccount === undefined ? undefined : reachByUser(caller.user, mainAccount, snapshot);
  if (reach !== undefined) return { reach };
  const detail = "This user has no usable main account: name an account with X-AccountId.";
  const values = { user: id, mainAccount: mainAccount ?? "none" };
  return { refusal: refusal("account", "account_required", "user.mainAccount", detail, values) };
}

function reached(caller: Caller, wanted: string, snapshot: Snapshot): AccountAnswer {
  const reach = reachOf(caller, wanted, snapshot);
  return reach === undefined ? { refusal: unreachable(wanted, caller) } : { reach };
}

function reachOf(caller: Caller, wanted: string, snapshot: Snapshot): Reach | undefined {
  switch (caller.kind) {
    case "key":
      return reachByKey(caller.key.account, wanted, snapshot);
    case "user":
      return reachByUser(caller.user, wanted, snapshot);
    case "token":
      return wanted === caller.account.number ? reachByKey(caller.account, wanted, snapshot) : undefined;
  }
}

/** The account acted in, or one on the way to it, may be locked: whoever can reach it is told so. */
export function accountLock({ account, from, chain }: Reach, snapshot: Snapshot): Refusal | undefined {
  const isLocked = (number: string): boolean => snapshot.isLocked("account", number);
  const locked = isLocked(account.number)
    ? account.number
    : (chain.find(({ client }) => isLocked(client))?.client ?? (isLocked(from) ? from : undefined));
  return locked === undefined ? undefined : { ...lockedBy("account", locked), check: "account" };
}

/** An X-AccountId that is none is refused also where nobody acts in an account. */
export const accountHeaderFault = ({ account }: Presented): Refusal | undefined =>
  account.kind === "invalid"
    ? refusal("account", "account_header_invalid", "account.header", account.detail)
    : undefined;

function disagreement(named: string, bound: string): Refusal {
  const detail = "The X-AccountId header names another account than the path.";
  return refusal("account", "account_header_invalid", "account.path", detail, { header: named, path: bound });
}

function unreachable(wanted: string, caller: Caller): Refusal {
  const values = { wanted, ...valuesOf(caller) };
  const detail = "The account does not exist or this credential can not act in it.";
  return refusal("account", "account_not_reachable", "account.reach", detail, values);
}

function valuesOf(caller: Caller): RefusalValues {
  switch (caller.kind) {
    case "key":
      return { account: caller.key.account.number, key: caller.key.id, enabled: caller.key.account.enabled };
    case "user":
      return { user: caller.user.id, memberships: [...caller.user.memberships.keys()] };
    case "token":
      return { account: caller.account.number, token: caller.grant.token.id, enabled: caller.account.enabled };
  }
}
