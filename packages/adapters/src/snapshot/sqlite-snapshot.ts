import { StoreUnavailable } from "@clavis/core";
import { FollowingSnapshot, type SnapshotOptions } from "./following-snapshot.ts";
import { SqliteSource } from "./sqlite-source.ts";

/**
 * The snapshot of the directory in `path` (`clavis.db`, schema up to date), whole when this returns: about 2 s for a
 * million keys. It sees what any process commits to that file by the next turn of the event loop; after a commit in
 * this process call `catchUp` for the same turn. StoreUnavailable when the file can not be read.
 */
export function openSqliteSnapshot(path: string, options: SnapshotOptions): FollowingSnapshot {
  return new FollowingSnapshot(openSource(path), options);
}

function openSource(path: string): SqliteSource {
  try {
    return new SqliteSource(path);
  } catch (cause) {
    throw new StoreUnavailable("the directory can not be opened", { cause });
  }
}
