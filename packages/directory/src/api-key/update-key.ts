import { canonicalJson } from "../audit/canonical-json.ts";
import type { Actor, Directory, DirectorySettings } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import { narrowed } from "../restriction/narrowed.ts";
import type { RestrictionSpec } from "../restriction/restriction.ts";
import { restrictionProblems } from "../restriction/restriction-rules.ts";
import { wideningProblems } from "../restriction/widening.ts";
import { grantProblems } from "../right/giver.ts";
import { compileRights, rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import { isTime } from "../time/time-rules.ts";
import { type ApiKey, keyView } from "./api-key.ts";
import { expectKey, recordKeyChange, refuseRevoked } from "./change-key.ts";
import { maxKeyName } from "./new-key-rules.ts";
import type { KeyScope } from "./read-keys.ts";

/** What may change of a key. A member left out stays as it is; so does a restriction. */
export interface KeyChange {
  readonly name?: string;
  readonly rights?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
  readonly restrictions?: RestrictionSpec;
}

/**
 * Renames a key or narrows it: nothing is ever widened (SECURITY KEY-04). Nothing is written where all is so already.
 *
 * DirectoryError `validation_failed` with every problem, `right_missing` for rights that the key does not have,
 * `not_found`, `conflict` for a revoked key.
 */
export async function updateKey(
  directory: Directory,
  actor: Actor,
  id: string,
  input: KeyChange,
  scope?: KeyScope,
): Promise<ApiKey> {
  return await directory.store.change(async (change) => {
    const before = await expectKey(change, id, scope);
    refuseRevoked(before);
    refuseWidening(directory.settings, before, input, directory.clock());
    const { name = before.name, rights = before.rights, expiresAt = before.expiresAt } = input;
    const restrictions = canonicalRestrictions(narrowed(before.restrictions, input.restrictions));
    const after = { ...before, name, rights, expiresAt, restrictions };
    if (canonicalJson(keyView(before)) === canonicalJson(keyView(after))) return before;
    const key = { ...after, revision: await recordKeyChange(directory, change, actor, "key.update", before, after) };
    await change.updateKey(key);
    return key;
  });
}

function refuseWidening(settings: DirectorySettings, before: ApiKey, input: KeyChange, time: number): void {
  const { name, rights = [], expiresAt, restrictions = {} } = input;
  const flaws = restrictionProblems(settings.rights, "key", restrictions);
  const invalid = [
    ...(name === undefined ? [] : textProblems("name", name, maxKeyName)),
    ...rightProblems(settings.rights, "rights", rights),
    ...(expiresAt === undefined ? [] : expiryProblems(before, expiresAt, time)),
    ...(flaws.length > 0
      ? flaws
      : wideningProblems(before.restrictions ?? {}, restrictions, "restrictions", "the key")),
  ];
  const own = { actor: `key:${before.id}`, limits: [compileRights(before.rights)] } as const;
  const missing = grantProblems(own, "rights", rights);
  if (invalid.length + missing.length > 0) throw inputError(invalid, missing);
}

function expiryProblems(before: ApiKey, expiresAt: number, time: number): readonly ProblemMember[] {
  const member = "expiresAt";
  if (!isTime(expiresAt)) return [{ member, detail: "is not a time" }];
  if (expiresAt === before.expiresAt) return [];
  if (expiresAt <= time) return [{ member, detail: "is in the past; revoke the key to end it now" }];
  if (before.expiresAt !== undefined && expiresAt > before.expiresAt)
    return [{ member, detail: "is later than the key ends now: a key is never prolonged" }];
  if (before.notBefore !== undefined && expiresAt <= before.notBefore)
    return [{ member, detail: "is not after notBefore" }];
  return [];
}
