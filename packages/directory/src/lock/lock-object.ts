import { ownerAccount } from "../api-key/key-owner.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { DirectoryError, inputError } from "../directory-error.ts";
import { expectObject } from "../object/expect-object.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { textProblems } from "../text/plain-text.ts";
import { expectUser } from "../user/read-users.ts";
import type { Lock, LockTarget } from "./lock.ts";

const maxReason = 200;

/**
 * Locks something: from the next request on nothing that stands on it is allowed. What is locked already stays so, with
 * its first reason. A user may be named by e-mail address.
 *
 * DirectoryError `validation_failed` for a reason that is empty or not one line, `not_found` when it does not exist.
 */
export async function lock(
  directory: Directory,
  actor: Actor,
  { kind, id: name }: LockTarget,
  reason: string,
): Promise<Lock> {
  const problems = textProblems("reason", reason, maxReason);
  if (problems.length > 0) throw inputError(problems);
  return await directory.store.change(async (change) => {
    const object = await expectObject(directory.settings, change, kind, name);
    const known = await change.findLock({ kind, id: object.objectId });
    if (known !== undefined) return known;
    await recordChange(directory, change, { actor, action: `${kind}.lock`, ...object, detail: { after: { reason } } });
    const made: Lock = { kind, id: object.objectId, reason, lockedAt: directory.clock(), actor };
    await change.insertLock(made);
    return made;
  });
}

/**
 * Unlocks something, also where it does not exist any more. DirectoryError `not_found` when it is not locked.
 */
export async function unlock(directory: Directory, actor: Actor, target: LockTarget): Promise<void> {
  await directory.store.change(async (change) => {
    const { kind, id, reason } = await expectLock(change, target);
    const object = { objectKind: kind, objectId: id, account: await accountOf(change, { kind, id }) };
    await recordChange(directory, change, {
      actor,
      action: `${kind}.unlock`,
      ...object,
      detail: { before: { reason } },
    });
    await change.removeLock({ kind, id });
  });
}

/** The account that a lock concerns; undefined too where the object is gone. */
async function accountOf(change: DirectoryChange, { kind, id }: LockTarget): Promise<string | undefined> {
  if (kind === "account") return id;
  const key = kind === "key" ? await change.findKey(id) : undefined;
  return key && ownerAccount(key.owner);
}

async function expectLock(change: DirectoryChange, { kind, id: name }: LockTarget): Promise<Lock> {
  const id = kind === "user" && name.includes("@") ? (await expectUser(change, name)).id : name;
  const found = await change.findLock({ kind, id });
  if (found === undefined) throw new DirectoryError("not_found", `${kind} "${name}" is not locked`);
  return found;
}
