import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { argv } from "node:process";
import { createKey, type IssuedKey, revokeKey } from "@clavis/directory";
import { accountOwner } from "../../conformance/sample-rows.ts";
import { testDirectory } from "../../conformance/test-directory.ts";
import { openSqliteStore } from "../sqlite-store.ts";

// The process that `../crash.test.ts` kills: it makes keys and revokes every other one until it dies. Each line on stdout
// acknowledges a change that was committed before.

// The cache is otherwise written at an orderly exit, which no writer has.
flushCompileCache();

const directory = testDirectory(await openSqliteStore(argv[2] ?? ""));
const acknowledge = (action: "key.create" | "key.revoke", { id, revision }: IssuedKey["key"]): void => {
  writeSync(1, `${action} ${id} ${revision}\n`);
};

for (let count = 0; ; count++) {
  const input = { owner: accountOwner("CKLANT001"), environment: "production", name: `Key ${count}` };
  const { key } = await createKey(directory, "local:crash", input);
  acknowledge("key.create", key);
  if (count % 2 === 1) acknowledge("key.revoke", await revokeKey(directory, "local:crash", key.id, "crash"));
}
