import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { argv } from "node:process";
import { openFamilies } from "./family-stand.ts";

// The process that `../crash.test.ts` kills: it refreshes a token until it dies. Each line on stdout is a token that was
// acknowledged.

// The cache is otherwise written at an orderly exit, which this process has not.
flushCompileCache();

const { families } = openFamilies(argv[2] ?? "");
for (let token = argv[3] ?? ""; ; ) {
  const refreshed = await families.refresh(token, "app:till");
  if (refreshed.kind !== "refreshed") throw new Error(refreshed.kind);
  token = refreshed.token;
  writeSync(1, `${token}\n`);
}
