import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openDataDirectory } from "./data-directory.ts";
import { DataDirectoryError } from "./data-directory-error.ts";
import { lockForServer } from "./server-lock.ts";

test("a second server on a data directory is refused until the first lets go", () => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-lock-"));
  try {
    const directory = openDataDirectory(join(folder, "data"));
    const first = lockForServer(directory);
    assert.throws(() => lockForServer(directory), DataDirectoryError);
    first.release();
    lockForServer(directory).release();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
