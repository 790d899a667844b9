import type { Presented } from "../2-extract/presented.ts";
import type { AccountRecord, KeyRecord } from "../kernel/ports.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";

/** The account the call acts in, or why there is none. */
export type AccountAnswer = { readonly account: AccountRecord } | { readonly refusal: Refusal };

/**
 * `account`: resolved and reachable (DESIGN 5.2). The path's account and the header's must agree; without either it is
 * the key's own. Unknown, disabled and unreachable accounts get one and the same answer.
 */
export function accountOf(key: KeyRecord, presented: Presented): AccountAnswer {
  const invalid = accountHeaderFault(presented);
  if (invalid !== undefined) return { refusal: invalid };
  const { account: choice, target } = presented;
  const named = choice.kind === "named" ? choice.number : undefined;
  const bound = target.kind === "operation" ? target.account : undefined;
  if (named !== undefined && bound !== undefined && named !== bound) return { refusal: disagreement(named, bound) };
  const wanted = named ?? bound ?? key.account.number;
  if (wanted !== key.account.number || !key.account.enabled) return { refusal: unreachable(wanted, key) };
  return { account: key.account };
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

function unreachable(wanted: string, key: KeyRecord): Refusal {
  const values = { wanted, account: key.account.number, key: key.id, enabled: key.account.enabled };
  const detail = "The account does not exist or this credential can not act in it.";
  return refusal("account", "account_not_reachable", "account.reach", detail, values);
}
