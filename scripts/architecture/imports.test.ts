// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources read here are strings
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findImports } from "./imports.ts";
import { tokenize } from "./tokens.ts";

const found = (source: string): string[] => findImports(source).map(({ kind, specifier }) => `${kind} ${specifier}`);

const forms: readonly (readonly [string, readonly string[]])[] = [
  ['import "./a.ts";', ["value ./a.ts"]],
  ["import a from './a.ts';", ["value ./a.ts"]],
  ['import { a, type B } from "./a.ts";', ["value ./a.ts"]],
  ['import a, { b } from "./a.ts";', ["value ./a.ts"]],
  ['import * as a from "./a.ts";', ["value ./a.ts"]],
  ['import {} from "./a.ts";', ["value ./a.ts"]],
  ['import { type as kind } from "./a.ts";', ["value ./a.ts"]],
  ['import type from "./a.ts";', ["value ./a.ts"]],
  ['import type, { a } from "./a.ts";', ["value ./a.ts"]],
  ['import type { A } from "./a.ts";', ["type ./a.ts"]],
  ['import type A from "./a.ts";', ["type ./a.ts"]],
  ['import type * as A from "./a.ts";', ["type ./a.ts"]],
  ['import { type A, type B as C } from "./a.ts";', ["type ./a.ts"]],
  ['import data from "./a.json" with { type: "json" };', ["value ./a.json"]],
  ['import { from } from "from";', ["value from"]],
  ['export { a } from "./a.ts";', ["value ./a.ts"]],
  ['export * from "./a.ts";', ["value ./a.ts"]],
  ['export * as a from "./a.ts";', ["value ./a.ts"]],
  ['export type { A } from "./a.ts";', ["type ./a.ts"]],
  ['export { type A } from "./a.ts";', ["type ./a.ts"]],
  ['const a = await import("./a.ts");', ["value ./a.ts"]],
  ["const a = await import(name);", ["value undefined"]],
  ['const a = await import("./" + name);', ["value undefined"]],
  ["const a = await import(`./a.ts`);", ["value undefined"]],
  ['const a = require("a");', ["value a"]],
  ['new Worker(new URL("./worker.ts", import.meta.url));', ["value ./worker.ts"]],
  ['readFileSync(new URL("./schema.sql", import.meta.url));', []],
  ['new URL("./a.ts", base);', []],
];

const disguises: readonly (readonly [string, string])[] = [
  ["line comment", '// import "a";\nconst b = 1;'],
  ["block comment", '/* import "a";\nimport "b"; */'],
  ["string", `const text = 'import "a"; from "b"';`],
  ["escaped quote", String.raw`const text = "\"; import 'a';";`],
  ["template", '`import "a"; ${1} export * from "b"`;'],
  ["nested template", '`${`import "a"; ${{ a: "}" }} import "b"`}`;'],
  ["regular expression", 'const form = /["\'`]import "a"/; /[/"]/.test(b);'],
  ["member", 'thing.import("a"); thing.require("b"); const c = { import: "d", export: "e" };'],
  ["meta property", "const { url } = import.meta;"],
  ["local export", 'export const from = "a"; export type B = "b"; export { from };'],
];

test("every form of import is found, with its kind", () => {
  for (const [source, expected] of forms) assert.deepEqual(found(source), expected, source);
});

test("what only looks like an import is not one", () => {
  for (const [name, source] of disguises) assert.deepEqual(found(source), [], name);
});

test("an import behind or inside what could hide it is found", () => {
  for (const [name, source] of disguises) {
    assert.deepEqual(found(`${source}\nimport("hidden");`), ["value hidden"], name);
  }
  assert.deepEqual(found('`${await import("a")}`'), ["value a"]);
  assert.deepEqual(found('const half = a / b; import("c"); d / e;'), ["value c"]);
  assert.deepEqual(found('const half = (a) / 2 + "/"; import("c");'), ["value c"]);
});

test("an import knows its line", () => {
  const source = '#!/usr/bin/env node\n/* one\n two */\nconst a = `x\ny`;\nimport "b";\n';
  assert.deepEqual(findImports(source), [{ specifier: "b", kind: "value", line: 6 }]);
});

test("a source that is not closed is reported, not half read", () => {
  for (const source of ['const a = "b;\n', "const a = `b", "const a = `${b"]) {
    assert.throws(() => tokenize(source), SyntaxError, source);
  }
});

test("published modules are read whole: each import that stands at a line's start is found, and no other", () => {
  const folder = join(import.meta.dirname, "..", "..", "node_modules", "typebox", "build");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".mjs"));
  assert.ok(files.length > 100);
  for (const file of files) {
    const source = readFileSync(join(folder, file), "utf8");
    const lines = source.split("\n").filter((line) => /^(import|export) .*from ['"]/.test(line)).length;
    assert.equal(findImports(source).length, lines, file);
  }
});
