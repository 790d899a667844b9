import type { ProblemMember } from "../directory-error.ts";
import { narrowed } from "../restriction/narrowed.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { wideningProblems } from "../restriction/widening.ts";
import type { ApiKey } from "./api-key.ts";
import type { KeyMaker, NewKey } from "./new-key-rules.ts";

/**
 * What narrows the credential that makes a key, beside its rights: the new key takes it over, and is neither wider nor
 * longer-lived (SECURITY KEY-04).
 */
export interface KeyBounds {
  readonly restrictions: RestrictionSpec | undefined;
  /** Milliseconds since the epoch. */
  readonly notBefore: number | undefined;
  readonly expiresAt: number | undefined;
  /** The id of the user it ends with. */
  readonly boundTo: string | undefined;
}

/** What is asked for, with what it leaves out taken from the bounds. */
export function withinBounds(input: NewKey, bounds: KeyBounds | undefined): NewKey {
  if (bounds === undefined) return input;
  const { notBefore = bounds.notBefore, expiresAt = bounds.expiresAt } = input;
  return {
    ...input,
    restrictions: narrowed(bounds.restrictions, input.restrictions),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** What is asked for beyond the bounds. Expects restrictions without flaws. */
export function boundsProblems(bounds: KeyBounds | undefined, input: NewKey): readonly ProblemMember[] {
  if (bounds === undefined) return [];
  const { restrictions: own = {}, notBefore = Number.NEGATIVE_INFINITY, expiresAt = Number.POSITIVE_INFINITY } = bounds;
  const problems = [...wideningProblems(own, input.restrictions ?? {}, "restrictions", maker)];
  if (own.uses !== undefined)
    problems.push({ member: "restrictions.uses", detail: `${maker} is used up with its uses: it makes no other` });
  if ((input.notBefore ?? notBefore) < notBefore)
    problems.push({ member: "notBefore", detail: `is earlier than ${maker} began` });
  if ((input.expiresAt ?? expiresAt) > expiresAt)
    problems.push({ member: "expiresAt", detail: `is later than ${maker} ends` });
  return problems;
}

const maker = "the key that makes it";

/** Whether a key's secret lets whoever is shown it do nothing that their own bounds do not. */
export function liesWithinBounds({ actor, bounds }: Pick<KeyMaker, "actor" | "bounds">, key: ApiKey): boolean {
  if (bounds === undefined || actor === `key:${key.id}`) return true;
  const wide = bounds.restrictions ?? {};
  const own = key.restrictions ?? {};
  return (
    // Another key's uses would come on top of its own.
    wide.uses === undefined &&
    Object.keys(wide).every((name) => Object.hasOwn(own, name)) &&
    wideningProblems(wide, own, "", "").length === 0 &&
    (key.notBefore ?? Number.NEGATIVE_INFINITY) >= (bounds.notBefore ?? Number.NEGATIVE_INFINITY) &&
    (key.expiresAt ?? Number.POSITIVE_INFINITY) <= (bounds.expiresAt ?? Number.POSITIVE_INFINITY) &&
    (bounds.boundTo === undefined || bounds.boundTo === key.boundTo)
  );
}
