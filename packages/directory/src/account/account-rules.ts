import { isAccountNumber } from "@clavis/core";
import type { DirectorySettings } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { restrictionProblems, zoneProblems } from "../restriction/restriction-rules.ts";
import { rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import type { AccountSpec } from "./account.ts";
import { describeForm } from "./account-number.ts";

export const maxAccountName = 100;

/** Everything wrong with an account's members, whether it exists or not. `path` goes before each member's name. */
export function accountProblems(
  settings: DirectorySettings,
  spec: AccountSpec,
  path: string,
): readonly ProblemMember[] {
  const problems: ProblemMember[] = [];
  if (!isAccountNumber(settings.accountForm, spec.number)) {
    const detail = `"${spec.number}" is not an account number: ${describeForm(settings.accountForm)}`;
    problems.push({ member: `${path}number`, detail });
  }
  problems.push(...textProblems(`${path}name`, spec.name, maxAccountName));
  problems.push(...rightProblems(settings.rights, `${path}rights`, spec.rights ?? []));
  problems.push(...restrictionProblems(settings.rights, "account", spec.restrictions ?? {}, `${path}restrictions`));
  if (spec.zone !== undefined) problems.push(...zoneProblems(`${path}zone`, spec.zone));
  return problems;
}
