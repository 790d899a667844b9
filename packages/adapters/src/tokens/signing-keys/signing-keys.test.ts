import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testSigningKeys } from "../../conformance/signing-key-operations.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import { openSqliteStore } from "../../sqlite/sqlite-store.ts";

testSigningKeys("memory", async () => new MemoryStore());

testSigningKeys("sqlite", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clavis-signing-"));
  const store = await openSqliteStore(join(folder, "clavis.db"));
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
});
