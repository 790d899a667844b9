import type { CommittedTables } from "./committed-tables.ts";
import type { DirectoryImage } from "./directory-image.ts";
import { FollowingSnapshot, type SnapshotOptions } from "./following-snapshot.ts";
import { MemoryMoment } from "./memory-moment.ts";
import type { SnapshotSource, SourceMoment } from "./snapshot-source.ts";

/** The snapshot of a directory in memory. It sees a commit from that moment on. */
export function openMemorySnapshot(tables: CommittedTables, options: SnapshotOptions): FollowingSnapshot {
  return new FollowingSnapshot(new MemorySource(tables), options);
}

class MemorySource implements SnapshotSource {
  readonly #tables: CommittedTables;
  #seen = 0;

  constructor(tables: CommittedTables) {
    this.#tables = tables;
  }

  isDue(): boolean {
    return this.hasChanged();
  }

  examine(): void {}

  hasChanged(): boolean {
    return this.#tables.audit.length !== this.#seen;
  }

  read<Result>(image: DirectoryImage, work: (moment: SourceMoment) => Result): Result {
    const result = work(new MemoryMoment(this.#tables, image));
    this.#seen = this.#tables.audit.length;
    return result;
  }

  close(): void {}
}
