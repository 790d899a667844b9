import assert from "node:assert/strict";
import { test } from "node:test";
import { type DirectorySource, readDirectory } from "./directory-file.ts";

const source = (text: string): DirectorySource => ({
  text,
  file: "directory.yaml",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  rights: { modules: ["invoices"], operationIds: [], verbs: [], spellings: [] },
});

const nothing = { accounts: [], roles: [], links: [], users: [] };

test("accounts are given as they stand: what is left out stays as it is in the directory", () => {
  const text =
    "accounts:\n  - {number: CKLANT001, name: One}\n  - {number: CKLANT002, name: Two, rights: ['invoices:read'], enabled: false}\n";
  assert.deepEqual(readDirectory(source(text)), {
    directory: {
      ...nothing,
      accounts: [
        { number: "CKLANT001", name: "One" },
        { number: "CKLANT002", name: "Two", rights: ["invoices:read"], enabled: false },
      ],
    },
  });
  assert.deepEqual(readDirectory(source("accounts: []")), { directory: nothing });
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

test("roles, links and users are given as they stand, and their mistakes at their lines", () => {
  const text = `roles: [{name: reader, rights: [invoices:read]}]
links: [{portal: CPORTAL01, client: CKLANT001, ceiling: ["*"]}]
users: [{email: jan@domain.be, name: Jan, kind: owner, mainAccount: CKLANT001, initialPassword: MijnWachtwoord,
  memberships: {CKLANT001: [reader]}, enabled: true}]
`;
  const user = {
    email: "jan@domain.be",
    name: "Jan",
    kind: "owner",
    mainAccount: "CKLANT001",
    initialPassword: "MijnWachtwoord",
    memberships: { CKLANT001: ["reader"] },
    enabled: true,
  };
  assert.deepEqual(readDirectory(source(text)), {
    directory: {
      accounts: [],
      roles: [{ name: "reader", rights: ["invoices:read"] }],
      links: [{ portal: "CPORTAL01", client: "CKLANT001", ceiling: ["*"] }],
      users: [user],
    },
  });
  const flawed = `roles:
  - {name: reader, rights: ["clients"]} #!
  - {name: reader, rights: []} #!
links:
  - {portal: CPORTAL01} #!
users:
  - {email: jan@domain.be, name: Jan, password: hidden} #!
  - {email: jan@domain.be, name: Jan, memberships: [reader]} #!
  - {email: jan@domain.be, name: Jan, initialPassword: 12345678} #!
`;
  const result = readDirectory(source(flawed));
  assert.ok("problems" in result);
  const lines = flawed.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
  const found = result.problems.map(({ line }) => line);
  assert.deepEqual(
    found.toSorted((one, other) => one - other),
    lines,
    JSON.stringify(result.problems),
  );
  assert.ok(!JSON.stringify(result.problems).includes("12345678"), "a password stands in a problem");
});
