import type { AuditAction } from "../audit/audit-entry.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { textProblems } from "../text/plain-text.ts";
import { type ApiKey, keyView } from "./api-key.ts";
import { ownerAccount } from "./key-owner.ts";
import { inScope, type KeyScope } from "./read-keys.ts";

const maxReason = 200;

/**
 * Revokes a key for good. A key that is revoked already stays as it is, with its first reason.
 * DirectoryError `validation_failed` for a reason that is empty or not one line, `not_found`.
 */
export async function revokeKey(
  directory: Directory,
  actor: Actor,
  id: string,
  reason: string,
  scope?: KeyScope,
): Promise<ApiKey> {
  const problems = textProblems("reason", reason, maxReason);
  if (problems.length > 0) throw inputError(problems);
  return await directory.store.change(async (change) => {
    const key = await expectKey(change, id, scope);
    if (key.revokedAt !== undefined) return key;
    const revoked = { ...key, revokedAt: directory.clock(), revokedReason: reason };
    return await writeKey(directory, change, actor, "key.revoke", key, revoked);
  });
}

/**
 * Switches a key off or on again. Nothing is written where it is so already.
 * DirectoryError `not_found`, `conflict` for a revoked key.
 */
export async function setKeyEnabled(directory: Directory, actor: Actor, id: string, enabled: boolean): Promise<ApiKey> {
  return await directory.store.change(async (change) => {
    const key = await expectKey(change, id);
    refuseRevoked(key);
    if (key.enabled === enabled) return key;
    const action = enabled ? "key.enable" : "key.disable";
    return await writeKey(directory, change, actor, action, key, { ...key, enabled });
  });
}

/** The key to be changed. DirectoryError `not_found`, for a key outside the scope too. */
export async function expectKey(change: DirectoryChange, id: string, scope?: KeyScope): Promise<ApiKey> {
  return inScope(await change.findKey(id), id, scope);
}

/** DirectoryError `conflict`. */
export function refuseRevoked(key: ApiKey): void {
  if (key.revokedAt !== undefined) throw new DirectoryError("conflict", `key "${key.id}" was revoked`);
}

async function writeKey(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  before: ApiKey,
  after: ApiKey,
): Promise<ApiKey> {
  const key = { ...after, revision: await recordKeyChange(directory, change, actor, action, before, after) };
  await change.updateKey(key);
  return key;
}

/** Appends the audit entry of a key's change. Gives its revision. */
export function recordKeyChange(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  before: ApiKey,
  after: ApiKey,
): Promise<number> {
  return recordChange(directory, change, {
    actor,
    action,
    objectKind: "key",
    objectId: before.id,
    account: ownerAccount(before.owner),
    detail: changedMembers(keyView(before), keyView(after)),
  });
}
