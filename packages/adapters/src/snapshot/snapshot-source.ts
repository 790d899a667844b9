import type { EpochKind, LockKind } from "@clavis/core";
import type { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges } from "./image-changes.ts";

/** One entry of the change feed. */
export interface SourceChange {
  readonly revision: number;
  /** What kind of object changed, in the audit log's words. */
  readonly kind: string;
  /** An account's number, the name of a role or an environment, or the id of anything else. */
  readonly id: string;
}

/** The store at one moment. */
export interface SourceMoment {
  readonly revision: number;
  /** The changes after a revision, in order. */
  changesAfter(revision: number): readonly SourceChange[];
  /** Puts all there is of everything. */
  fill(changes: ImageChanges): void;
  /** Brings one account to what it is at this moment, or removes it; so do the others. */
  refreshAccount(number: string): void;
  refreshApplication(id: string): void;
  refreshUser(id: string): void;
  refreshLink(id: string): void;
  refreshKey(id: string): void;
  refreshLock(kind: LockKind, id: string): void;
  refreshEpoch(kind: EpochKind, id: string): void;
}

/** Where a snapshot is read from. Everything is synchronous, and throws when the store can not be read. */
export interface SnapshotSource {
  /** True when a look-up has to ask whether there is news. */
  isDue(): boolean;
  /**
   * Asks whether what is read is still what stands in its place: `hasChanged` throws from then on while it is not. Never
   * throws itself. For a few times a second, not for each request.
   */
  examine(): void;
  /** True when something may have been committed since the last `read` that did not throw. */
  hasChanged(): boolean;
  /** Gives `work` the store as it is now, and what `work` gives. */
  read<Result>(image: DirectoryImage, work: (moment: SourceMoment) => Result): Result;
  close(): void;
}
