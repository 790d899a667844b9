import { join } from "node:path";
import { holdExclusively } from "../sqlite/exclusive-hold.ts";
import type { DataDirectory } from "./data-directory.ts";
import { DataDirectoryError } from "./data-directory-error.ts";

/** Held while a server runs; the system lets go of it when the process ends, however it ends. */
export interface ServerLock {
  release(): void;
}

/**
 * Makes sure that one server at a time runs on a data directory: two would write the same request log. Commands need
 * no lock. DataDirectoryError `directory_unusable` while another server holds it.
 */
export function lockForServer({ path }: DataDirectory): ServerLock {
  const release = holdExclusively(join(path, "server.lock"));
  if (release !== undefined) return { release };
  throw new DataDirectoryError(
    "directory_unusable",
    `another Clavis server runs on ${path}: stop it, or use another --data`,
  );
}
