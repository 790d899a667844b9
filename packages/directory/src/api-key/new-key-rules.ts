import type { Account } from "../account/account.ts";
import type { DirectorySettings } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { type GivenBy, grantProblems } from "../right/giver.ts";
import { compileRights, missingRights, rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import type { KeyRestrictions } from "./api-key.ts";
import { restrictionProblems } from "./restrictions.ts";

/** What is asked for. The owner, the ceiling and the creator are never taken from an input. */
export interface NewKey {
  /** The number of the account that will own it. */
  readonly account: string;
  readonly environment: string;
  readonly name: string;
  /** Absent: all that the creator holds now. */
  readonly rights?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore?: number;
  readonly expiresAt?: number;
  readonly restrictions?: KeyRestrictions;
}

type KeyEnvironment = DirectorySettings["environments"][number];

export const maxKeyName = 100;
/** The last millisecond a Date can hold. */
const maxTime = 8.64e15;

/**
 * Gives the account and environment of a new key, or throws with every problem of the input at once. `account` is what
 * the store has under the number asked for. The rights asked for must lie within the account's own under an operator,
 * and within all that limits any other creator.
 */
export function judgeNewKey(
  settings: DirectorySettings,
  creator: GivenBy,
  input: NewKey,
  account: Account | undefined,
  time: number,
): { readonly account: Account; readonly environment: KeyEnvironment } {
  const environment = settings.environments.find(({ name }) => name === input.environment);
  const invalid = [
    ...accountFlaws(input.account, account),
    ...environmentFlaws(settings, input.environment, environment),
    ...newKeyProblems(settings, input, time),
  ];
  const missing = account === undefined ? [] : rightsBeyond(creator, account, input.rights ?? []);
  if (invalid.length + missing.length > 0 || account === undefined || environment === undefined)
    throw inputError(invalid, missing);
  return { account, environment };
}

/** What is wrong with a key that is asked for, whoever asks and for whichever account. */
export const newKeyProblems = (settings: DirectorySettings, input: NewKey, time: number): readonly ProblemMember[] => [
  ...textProblems("name", input.name, maxKeyName),
  ...rightProblems(settings.rights, "rights", input.rights ?? []),
  ...timeProblems(input, time),
  ...restrictionProblems(input.restrictions ?? {}),
];

function rightsBeyond(creator: GivenBy, account: Account, rights: readonly string[]): readonly ProblemMember[] {
  if (typeof creator !== "string") return grantProblems(creator, "rights", rights);
  return missingRights(compileRights(account.rights), "rights", rights);
}

function accountFlaws(number: string, account: Account | undefined): readonly ProblemMember[] {
  if (account === undefined) return [{ member: "account", detail: `there is no account "${number}"` }];
  return account.enabled ? [] : [{ member: "account", detail: `account "${number}" is disabled` }];
}

function environmentFlaws(
  { environments }: DirectorySettings,
  name: string,
  environment: KeyEnvironment | undefined,
): readonly ProblemMember[] {
  if (environment !== undefined) return [];
  const known = environments.map((each) => each.name).join(", ");
  return [{ member: "environment", detail: `there is no environment "${name}"; known: ${known}` }];
}

function timeProblems({ notBefore, expiresAt }: NewKey, time: number): readonly ProblemMember[] {
  const problems: ProblemMember[] = [];
  if (notBefore !== undefined && !isTime(notBefore)) problems.push({ member: "notBefore", detail: "is not a time" });
  if (expiresAt === undefined) return problems;
  if (!isTime(expiresAt)) problems.push({ member: "expiresAt", detail: "is not a time" });
  else if (expiresAt <= time) problems.push({ member: "expiresAt", detail: "is in the past" });
  else if (notBefore !== undefined && expiresAt <= notBefore)
    problems.push({ member: "expiresAt", detail: "is not after notBefore" });
  return problems;
}

export const isTime = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= maxTime;
