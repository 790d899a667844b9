import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findViolations } from "./scripts/architecture/rules.ts";

test("the workspace keeps the rules of its architecture", () => {
  const violations = findViolations(import.meta.dirname);
  const lines = violations.map(
    ({ file, line, rule, detail, reason }) => `${file}:${line} (${rule}) ${detail}: ${reason}`,
  );
  assert.equal(lines.join("\n"), "");
});

const manifest = (name: string, dependencies: readonly string[]): string =>
  JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "1.0.0"])) });

/** A small workspace that breaks no rule: each planted file is added to it. */
const clean: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ devDependencies: { "fast-check": "1.0.0" } }),
  "packages/core/package.json": manifest("@clavis/core", []),
  "packages/core/src/index.ts": 'export { judge } from "./pipeline.ts";',
  "packages/core/src/pipeline.ts": 'import { decide } from "./4-decide/decide.ts"; export const judge = decide;',
  "packages/core/src/4-decide/decide.ts":
    'import type { Facts } from "../1-facts/facts.ts"; import "../kernel/code.ts";',
  "packages/core/src/4-decide/decide.test.ts":
    'import "node:test"; import "fast-check"; import "../6-enforce/enforce.ts";',
  "packages/contract/package.json": manifest("@clavis/contract", ["typebox"]),
  "packages/contract/src/index.ts": 'import { Type } from "typebox";',
  "packages/directory/package.json": manifest("@clavis/directory", ["@clavis/core"]),
  "packages/directory/src/index.ts": 'import { judge } from "@clavis/core";',
  "packages/adapters/package.json": manifest("@clavis/adapters", ["@clavis/core", "@clavis/directory", "kysely"]),
  "packages/adapters/src/sqlite/database.ts": 'import { DatabaseSync } from "node:sqlite"; import "kysely/migration";',
  "packages/doors/package.json": manifest("@clavis/doors", ["@clavis/core", "undici"]),
  "packages/doors/src/index.ts": 'import { judge } from "@clavis/core"; import "node:http";',
  "packages/control/package.json": manifest("@clavis/control", [
    "@clavis/core",
    "@clavis/directory",
    "@clavis/contract",
  ]),
  "packages/control/src/index.ts": 'import "@clavis/contract";',
  "packages/clavis/package.json": manifest("clavis", ["@clavis/adapters", "@clavis/doors"]),
  "packages/clavis/src/index.ts": 'import "@clavis/adapters"; import "@clavis/doors";',
  "examples/one/upstream.ts": 'import "node:http"; import "./data.ts";',
};

interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly source: string;
}

const plants: readonly Plant[] = [
  { rule: "package direction", file: "packages/doors/src/a.ts", source: 'import type { A } from "@clavis/directory";' },
  { rule: "package direction", file: "packages/directory/src/a.test.ts", source: 'import "@clavis/adapters";' },
  {
    rule: "package direction",
    file: "packages/control/src/a.ts",
    source: 'const a = await import("@clavis/adapters");',
  },
  { rule: "package direction", file: "packages/adapters/src/a.ts", source: 'export * from "clavis";' },
  { rule: "package direction", file: "packages/contract/src/a.ts", source: 'import "@clavis/core";' },
  {
    rule: "package direction",
    file: "packages/doors/package.json",
    source: manifest("@clavis/doors", ["@clavis/core", "undici", "@clavis/control"]),
  },
  { rule: "package direction", file: "packages/oauth/package.json", source: manifest("@clavis/oauth", []) },
  { rule: "declared dependency", file: "packages/clavis/src/a.ts", source: 'import "@clavis/core";' },
  { rule: "declared dependency", file: "packages/contract/src/a.ts", source: 'import "ajv";' },
  { rule: "declared dependency", file: "packages/contract/src/a.ts", source: 'import "fast-check";' },
  { rule: "declared dependency", file: "packages/contract/src/a.test.ts", source: 'import "ajv";' },
  { rule: "package border", file: "packages/doors/src/a.ts", source: 'import "@clavis/core/src/pipeline.ts";' },
  { rule: "package border", file: "packages/doors/src/a.test.ts", source: 'import "../../core/src/pipeline.ts";' },
  { rule: "package border", file: "packages/doors/src/a.ts", source: 'import "../../../scripts/a.ts";' },
  { rule: "own index", file: "packages/doors/src/inner/a.ts", source: 'import "../index.ts";' },
  { rule: "own index", file: "packages/doors/src/a.ts", source: 'import "@clavis/doors";' },
  { rule: "core stages", file: "packages/core/src/4-decide/a.ts", source: 'import { a } from "../1-facts/facts.ts";' },
  {
    rule: "core stages",
    file: "packages/core/src/4-decide/a.ts",
    source: 'import type { A } from "../6-enforce/outcome.ts";',
  },
  {
    rule: "core stages",
    file: "packages/core/src/kernel/a.ts",
    source: 'import type { A } from "../1-facts/facts.ts";',
  },
  { rule: "core stages", file: "packages/core/src/4-decide/a.ts", source: 'import { judge } from "../pipeline.ts";' },
  { rule: "core stages", file: "packages/core/src/stray.ts", source: 'import { a } from "./1-facts/facts.ts";' },
  { rule: "core without Node", file: "packages/core/src/kernel/a.ts", source: 'import "node:crypto";' },
  { rule: "database places", file: "packages/adapters/src/snapshot/a.ts", source: 'import "node:sqlite";' },
  { rule: "database places", file: "packages/clavis/src/a.ts", source: 'import "node:sqlite";' },
  { rule: "readable target", file: "packages/doors/src/a.ts", source: "const a = await import(name);" },
  { rule: "examples stand alone", file: "examples/one/a.ts", source: 'import "@clavis/core";' },
  { rule: "examples stand alone", file: "examples/one/a.ts", source: 'import "../two/a.ts";' },
];

function inWorkspace(files: Readonly<Record<string, string>>, use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), "clavis-architecture-"));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), source);
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("a workspace that keeps every rule has no violation", () => {
  inWorkspace(clean, (root) => assert.deepEqual(findViolations(root), []));
});

for (const { rule, file, source } of plants) {
  test(`${rule}: a planted violation is found in ${file}: ${source}`, () => {
    inWorkspace({ ...clean, [file]: source }, (root) => {
      const found = findViolations(root).map((violation) => `${violation.rule} in ${violation.file}`);
      assert.deepEqual(found, [`${rule} in ${file}`]);
    });
  });
}
