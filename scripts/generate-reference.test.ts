import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ownOperations } from "../packages/contract/src/index.ts";
import { referencePages } from "./generate-reference.ts";

for (const [path, text] of referencePages()) {
  test(`${path} is up to date: node scripts/generate-reference.ts writes it`, () => {
    assert.equal(readFileSync(join(import.meta.dirname, "..", path), "utf8"), text);
  });
}

test("every member of the configuration says what it is for", () => {
  const page = referencePages().get("docs/reference/configuration.md") ?? "";
  assert.ok(page.split("\n").filter((line) => line.startsWith("- `")).length > 50);
  assert.ok(!page.includes("undefined"));
});

test("every operation for who calls the API is in the reference, with nothing left unsaid; pages and health are not", () => {
  const page = referencePages().get("docs/reference/self-service.md") ?? "";
  for (const { method, path, access } of ownOperations) {
    const isForCallers = access !== "open" || path.startsWith("/.well-known/");
    assert.equal(page.includes(`\n## ${method} ${path}\n`), isForCallers, `${method} ${path}`);
  }
  assert.doesNotMatch(page, /undefined|\(anything\)/);
});

test("every command is in the reference, with its options and nothing left unsaid", () => {
  const page = referencePages().get("docs/reference/cli.md") ?? "";
  for (const line of ["init", "keys create", "accounts update", "lock", "sessions revoke", "tokens keys retire"])
    assert.ok(page.includes(`\n## clavis ${line}\n`), line);
  assert.match(page, /^- `--hours <hours>`: when calls may come/m);
  assert.doesNotMatch(page, /undefined|: $/m);
});
