import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readBlockList } from "./block-list.ts";

test("AUT-04: the list holds more than 3,000 passwords that can be chosen, and no remark", () => {
  const list = [...readBlockList(undefined)];
  assert.ok(list.filter((password) => [...password].length >= 8).length > 3000, `${list.length}`);
  assert.ok(list.every((password) => password === password.toLowerCase() && !password.startsWith("#")));
});

test("AUT-04: an operator's file is added, in any case and with any line ends", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-block-list-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "list.txt"), "# remark\r\nFietsenwinkel Maes\r\n\r\n#hashtag\r\n");
  const list = readBlockList(join(folder, "list.txt"));
  assert.ok(list.has("fietsenwinkel maes") && list.has("#hashtag") && list.has("iloveyou"));
  assert.ok(!list.has("# remark") && !list.has(""));
  assert.throws(() => readBlockList(join(folder, "none.txt")), { code: "ENOENT" });
});
