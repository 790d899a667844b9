import { canonicalJson } from "../audit/canonical-json.ts";
import type { Directory, DirectorySettings, Operator } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import { patchedRestrictions, type RestrictionPatch } from "../restriction/restriction-patch.ts";
import { compileRights, missingRights } from "../right/right-rules.ts";
import { type ApiKey, keyView } from "./api-key.ts";
import { expectKey, recordKeyChange, refuseRevoked } from "./change-key.ts";
import { findOwner, type OwnerState } from "./find-owner.ts";
import { newKeyProblems } from "./new-key-rules.ts";

/** What an operator may change of a key. A member left out stays as it is; so does a restriction. */
export interface KeyAmendment {
  readonly name?: string;
  readonly rights?: readonly string[];
  /** Milliseconds since the epoch; null for a key that does not end by itself. */
  readonly expiresAt?: number | null;
  readonly restrictions?: RestrictionPatch;
}

/**
 * Changes a key as an operator, who unlike `updateKey` may widen and prolong it: within its owner's rights as they are
 * now, and within its ceilings, which stay as they were when it was made. Nothing is written where all is so already.
 *
 * DirectoryError `validation_failed` with every problem, `right_missing` for rights beyond those, `not_found`, `conflict`
 * for a revoked key.
 */
export async function amendKey(
  directory: Directory,
  actor: Operator,
  id: string,
  input: KeyAmendment,
): Promise<ApiKey> {
  return await directory.store.change(async (change) => {
    const before = await expectKey(change, id);
    refuseRevoked(before);
    const invalid = flawsOf(directory.settings, before, input, directory.clock());
    const missing = beyondLimits(before, await findOwner(change, before.owner), input.rights ?? []);
    if (invalid.length + missing.length > 0) throw inputError(invalid, missing);
    const after = amended(before, input);
    if (canonicalJson(keyView(before)) === canonicalJson(keyView(after))) return before;
    const key = { ...after, revision: await recordKeyChange(directory, change, actor, "key.update", before, after) };
    await change.updateKey(key);
    return key;
  });
}

const amended = (before: ApiKey, { name, rights, expiresAt, restrictions }: KeyAmendment): ApiKey => ({
  ...before,
  name: name ?? before.name,
  rights: rights ?? before.rights,
  expiresAt: expiresAt === undefined ? before.expiresAt : (expiresAt ?? undefined),
  restrictions: canonicalRestrictions(patchedRestrictions(before.restrictions, restrictions)),
});

/** What is not changed is not judged: it may have been right when it was written. */
function flawsOf(
  settings: DirectorySettings,
  before: ApiKey,
  input: KeyAmendment,
  time: number,
): readonly ProblemMember[] {
  const { owner, environment, name, notBefore } = before;
  const { rights = [], expiresAt, restrictions } = input;
  const key = {
    ...{ owner, environment, name: input.name ?? name, rights },
    ...(notBefore !== undefined && { notBefore }),
    ...(typeof expiresAt === "number" && { expiresAt }),
    ...(restrictions && { restrictions: patchedRestrictions(before.restrictions, restrictions) }),
  };
  return newKeyProblems(settings, key, time);
}

function beyondLimits(
  { owner, ceilings }: ApiKey,
  held: OwnerState | undefined,
  rights: readonly string[],
): readonly ProblemMember[] {
  const beyondOwner = beyond(held?.rights ?? [], rights, `the rights of the ${owner.kind}`);
  const beyondCeilings = ceilings.flatMap((ceiling) => beyond(ceiling, rights, "what its maker could give"));
  return oneOfEach([...beyondOwner, ...beyondCeilings]);
}

const beyond = (limit: readonly string[], rights: readonly string[], whose: string): readonly ProblemMember[] =>
  missingRights(compileRights(limit), "rights", rights, whose);

const oneOfEach = (problems: readonly ProblemMember[]): readonly ProblemMember[] => [
  ...new Map(problems.toReversed().map((problem) => [problem.member, problem])).values(),
];
