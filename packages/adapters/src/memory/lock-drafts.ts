import type { EpochKind } from "@clavis/core";
import { DirectoryError, type Lock, type LockTarget } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";
import { nameOf } from "./memory-tables.ts";

export function insertLock({ locks }: MemoryDrafts, lock: Lock): void {
  if (locks.get(nameOf(lock)) !== undefined)
    throw new DirectoryError("conflict", `${lock.kind} "${lock.id}" is locked already`);
  locks.set(nameOf(lock), lock);
}

export function removeLock({ locks }: MemoryDrafts, target: LockTarget): void {
  if (locks.get(nameOf(target)) === undefined)
    throw new DirectoryError("not_found", `${target.kind} "${target.id}" is not locked`);
  locks.delete(nameOf(target));
}

export function raiseEpoch({ epochs }: MemoryDrafts, kind: EpochKind, id: string): number {
  const epoch = (epochs.get(nameOf({ kind, id })) ?? 0) + 1;
  epochs.set(nameOf({ kind, id }), epoch);
  return epoch;
}
