import type { DirectorySettings, Operator } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { restrictionProblems } from "../restriction/restriction-rules.ts";
import { actorOf, type Giver, grantProblems } from "../right/giver.ts";
import { compileRights, missingRights, rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import { isTime } from "../time/time-rules.ts";
import type { OwnerState } from "./find-owner.ts";
import { boundsProblems, type KeyBounds } from "./key-bounds.ts";
import { type KeyOwner, ownerName } from "./key-owner.ts";

/** What is asked for. The owner, the ceiling and the creator are never taken from an input. */
export interface NewKey {
  readonly owner: KeyOwner;
  readonly environment: string;
  readonly name: string;
  /** Absent: all that the creator holds now; of an application's key everything, under the application's rights. */
  readonly rights?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore?: number;
  readonly expiresAt?: number;
  readonly restrictions?: RestrictionSpec;
  /** Whether it ends with the user who makes it. */
  readonly bindToCreator?: boolean;
}

/**
 * A caller who makes a key: their limits in the key's account become its ceilings. `links` are the ids of those they
 * reach it by, and of a key those it was made over itself: the new key ends with any of them.
 */
export interface KeyMaker extends Giver {
  readonly links: readonly string[];
  /** Of the key, or of the token, that makes another; undefined for a user who proved their password. */
  readonly bounds: KeyBounds | undefined;
}

type KeyEnvironment = DirectorySettings["environments"][number];

export const maxKeyName = 100;

/**
 * Gives the owner and environment of a new key, or throws with every problem of the input at once. `owner` is what the
 * store has of the one asked for. The rights asked for must lie within the owner's own under an operator, and within all
 * that limits any other creator.
 */
export function judgeNewKey(
  settings: DirectorySettings,
  creator: Operator | KeyMaker,
  input: NewKey,
  owner: OwnerState | undefined,
  time: number,
): { readonly owner: OwnerState; readonly environment: KeyEnvironment } {
  const environment = settings.environments.find(({ name }) => name === input.environment);
  const flaws = newKeyProblems(settings, input, time);
  const invalid = [
    ...ownerFlaws(input.owner, owner),
    ...environmentFlaws(settings, input.environment, environment),
    ...flaws,
    ...bindingFlaws(creator, input),
  ];
  const missing = owner === undefined ? [] : beyondCreator(creator, input, owner);
  const unbounded = flaws.length > 0 || typeof creator === "string" ? [] : boundsProblems(creator.bounds, input);
  if (invalid.length + missing.length + unbounded.length > 0 || owner === undefined || environment === undefined)
    throw inputError(invalid, [...missing, ...unbounded]);
  return { owner, environment };
}

/** What is wrong with a key that is asked for, whoever asks and for whichever owner. */
export const newKeyProblems = (settings: DirectorySettings, input: NewKey, time: number): readonly ProblemMember[] => [
  ...textProblems("name", input.name, maxKeyName),
  ...rightProblems(settings.rights, "rights", input.rights ?? []),
  ...timeProblems(input, time),
  ...restrictionProblems(settings.rights, "key", input.restrictions ?? {}),
];

function beyondCreator(
  creator: Operator | KeyMaker,
  { owner, rights = [] }: NewKey,
  { rights: held }: OwnerState,
): readonly ProblemMember[] {
  if (typeof creator === "string")
    return missingRights(compileRights(held), "rights", rights, `the rights of the ${owner.kind}`);
  if (owner.kind === "application") return [{ member: "application", detail: "its keys are made by operators only" }];
  return grantProblems(creator, "rights", rights);
}

function ownerFlaws(asked: KeyOwner, owner: OwnerState | undefined): readonly ProblemMember[] {
  const { kind } = asked;
  if (owner === undefined) return [{ member: kind, detail: `there is no ${kind} "${ownerName(asked)}"` }];
  return owner.enabled ? [] : [{ member: kind, detail: `${kind} "${ownerName(asked)}" is disabled` }];
}

function bindingFlaws(creator: Operator | KeyMaker, { bindToCreator }: NewKey): readonly ProblemMember[] {
  if (bindToCreator !== true || actorOf(creator).startsWith("user:")) return [];
  return [{ member: "bindToCreator", detail: "only a key that a user makes can end with its maker" }];
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
