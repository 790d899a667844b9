import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { inputError } from "../directory-error.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { restrictionProblems } from "../restriction/restriction-rules.ts";
import { type Account, accountView } from "./account.ts";
import { unknownAccount } from "./read-accounts.ts";
import { replaceAccount } from "./write-account.ts";

/**
 * Replaces what narrows everything done in an account, from the next request on; `{}` for nothing. Nothing is written
 * where it is so already. DirectoryError `validation_failed`, `not_found`.
 */
export async function setAccountRestrictions(
  directory: Directory,
  actor: Actor,
  number: string,
  spec: RestrictionSpec,
): Promise<Account> {
  const problems = restrictionProblems(directory.settings.rights, "account", spec);
  if (problems.length > 0) throw inputError(problems);
  return await directory.store.change(async (change) => {
    const before = await change.findAccount(number);
    if (before === undefined) throw unknownAccount(number);
    const after = { ...before, restrictions: canonicalRestrictions(spec) };
    if (canonicalJson(accountView(before)) === canonicalJson(accountView(after))) return before;
    return await replaceAccount(directory, change, actor, before, after);
  });
}
