import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openDataDirectory } from "./data-directory.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-data-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("CFG-01: a data directory is made for its owner alone, with the folders above it", (t) => {
  const path = join(scratch(t), "a", "b");
  assert.deepEqual(openDataDirectory(path), {
    path,
    database: join(path, "clavis.db"),
    sessions: join(path, "session.db"),
    secretKey: join(path, "secret.key"),
    activity: join(path, "activity.db"),
    requests: join(path, "requests"),
  });
  assert.equal(modeOf(path), 0o700);
  assert.equal(openDataDirectory(path).path, path);
});

test("CFG-01: an empty directory that others can enter is closed to them", (t) => {
  const path = join(scratch(t), "data");
  mkdirSync(path);
  chmodSync(path, 0o755);
  openDataDirectory(path);
  assert.equal(modeOf(path), 0o700);
});

test("CFG-02: a directory with something in it that others can enter is refused and left alone", (t) => {
  const path = join(scratch(t), "data");
  mkdirSync(path);
  writeFileSync(join(path, "x"), "");
  for (const mode of [0o755, 0o710, 0o701]) {
    chmodSync(path, mode);
    assert.throws(() => openDataDirectory(path), { code: "directory_unusable", message: /run chmod 700/ });
    assert.equal(modeOf(path), mode);
  }
});

test("a file or a symbolic link is no data directory", (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, "file"), "");
  symlinkSync(folder, join(folder, "link"));
  for (const name of ["file", "link", "file/below"])
    assert.throws(() => openDataDirectory(join(folder, name)), { code: "directory_unusable" });
});

const root = process.geteuid?.() === 0;
test("a directory of another user is refused", { skip: root ? false : "only root can give a file away" }, (t) => {
  const path = join(scratch(t), "data");
  mkdirSync(path, { mode: 0o700 });
  chownSync(path, 12345, 12345);
  assert.throws(() => openDataDirectory(path), { code: "directory_unusable", message: /uid 12345/ });
});
