import assert from "node:assert/strict";
import { test } from "node:test";
import { type DirectorySource, readDirectory } from "./directory-file.ts";

const source = (text: string): DirectorySource => ({
  text,
  file: "directory.yaml",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  rights: { modules: ["invoices"], operationIds: [], verbs: [], spellings: [] },
});

test("accounts are given as they stand: what is left out stays as it is in the directory", () => {
  const text =
    "accounts:\n  - {number: CKLANT001, name: One}\n  - {number: CKLANT002, name: Two, rights: ['invoices:read'], enabled: false}\n";
  assert.deepEqual(readDirectory(source(text)), {
    directory: {
      accounts: [
        { number: "CKLANT001", name: "One" },
        { number: "CKLANT002", name: "Two", rights: ["invoices:read"], enabled: false },
      ],
    },
  });
  assert.deepEqual(readDirectory(source("accounts: []")), { directory: { accounts: [] } });
});

test("every mistake is reported at its line", () => {
  const text = `account: [] #!
accounts:
  - number: klant #!
    name: One
  - number: CKLANT002
    name: "" #!
    rights:
      - invoices:read
      - clients #!
      - "!invoices/1" #!
    enabled: yes #!
  - number: CKLANT002 #!
    name: Two
  - number: CKLANT003 #!
`;
  const result = readDirectory(source(text));
  assert.ok("problems" in result);
  const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
  assert.deepEqual(
    result.problems.map(({ line }) => line),
    lines,
    JSON.stringify(result.problems, undefined, 1),
  );
});

test("an empty or broken file is a problem", () => {
  for (const text of ["", "[]", "accounts: {", "accounts:\n  - null"])
    assert.ok("problems" in readDirectory(source(text)), text);
});
