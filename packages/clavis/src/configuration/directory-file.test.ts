import assert from "node:assert/strict";
import { test } from "node:test";
import { type DirectorySource, readDirectory } from "./directory-file.ts";

const source = (text: string): DirectorySource => ({
  text,
  file: "directory.yaml",
  accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
  rights: { modules: ["invoices"], operationIds: [], verbs: [], spellings: [] },
  userKinds: ["owner", "pro"],
});

const nothing = { accounts: [], applications: [], roles: [], links: [], users: [] };

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

const restricted = (more: string): string => `accounts:
  - number: CKLANT001
    name: One
    restrictions:
      ${more}
`;

test("applications, restrictions and zones are given in the form that the directory keeps", () => {
  const text = `accounts:
  - {number: CKLANT001, name: One, zone: Europe/Brussels, restrictions: {networks: [10.0.0.0/8], quota: 100/day}}
applications:
  - {id: agenda, rights: ["invoices:read"], enabled: true}
  - id: till
    restrictions:
      countries: [BE, NL]
      hours: mon-fri 08:00-18:00 Europe/Brussels
      anchor: network
      operations: [createApiKey]
      notBefore: 2027-01-31
      expiresAt: 2027-02-28T12:00:00+01:00
      rate: 2/minute
roles:
  - {name: reader, rights: [invoices], restrictions: {anchor: {to: country, mode: warn}, rate: {limit: 5, seconds: 1}}}
`;
  const read = readDirectory(source(text));
  assert.ok("directory" in read, JSON.stringify(read));
  const { accounts, applications, roles } = read.directory;
  assert.deepEqual(accounts[0]?.restrictions, { networks: ["10.0.0.0/8"], quota: { limit: 100, period: "day" } });
  assert.deepEqual(applications[0], { id: "agenda", rights: ["invoices:read"], enabled: true });
  assert.deepEqual(applications[1]?.restrictions, {
    countries: ["BE", "NL"],
    hours: "mon-fri 08:00-18:00 Europe/Brussels",
    anchor: { to: "network", mode: "enforce" },
    operations: ["createApiKey"],
    notBefore: Date.UTC(2027, 0, 31),
    expiresAt: Date.UTC(2027, 1, 28, 11),
    rate: { limit: 2, seconds: 60 },
  });
  assert.deepEqual(roles[0]?.restrictions, {
    anchor: { to: "country", mode: "warn" },
    rate: { limit: 5, seconds: 1 },
  });
});

test("a restriction that can not be carried out is refused at its line", () => {
  const mistakes: readonly (readonly [string, RegExp])[] = [
    ["network: [10.0.0.0/8] #!", /did you mean "networks"/],
    ["networks: [10.0.0.0/33] #!", /prefix/],
    ["networks: [] #!", /leave it out|no network|empty/],
    ["countries: [Belgium] #!", /country code/],
    ["hours: mon-fri 08:00-18:00 #!", /time zone/],
    ["anchor: street #!", /one of address, network, country/],
    ["operations: [nix] #!", /no operation "nix"/],
    ["expiresAt: 2027-02-30 #!", /a time such as/],
    ["expiresAt: 5 #!", /a time such as/],
    ["uses: 5 #!", /"uses" is not known here/],
    ["rate: 5/week #!", /a rate such as/],
    ["quota: 5/hour #!", /a quota such as/],
  ];
  for (const [text, detail] of mistakes) {
    const result = readDirectory(source(restricted(text)));
    assert.ok("problems" in result, text);
    assert.deepEqual(
      result.problems.map(({ line }) => line),
      [5],
      JSON.stringify(result.problems),
    );
    assert.match(result.problems[0]?.detail ?? "", detail, text);
  }
});

test("applications twice, unknown zones and kinds are refused at their lines", () => {
  const text = `accounts:
  - {number: CKLANT001, name: One, zone: Europe/Gent} #!
applications:
  - {id: till}
  - {id: till} #!
  - {id: Till} #!
  - {id: agenda, rights: [clients]} #!
users:
  - {email: jan@domain.be, name: Jan, kind: amateur} #!
`;
  const result = readDirectory(source(text));
  assert.ok("problems" in result);
  const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
  assert.deepEqual(
    result.problems.map(({ line }) => line),
    lines,
    JSON.stringify(result.problems),
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
      applications: [],
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

test("a user may bring a digest or a hash along, and attributes; what has another form is a problem at its line", () => {
  const users = `users:
  - {email: a@domain.be, name: A, externalId: "9", attributes: {city: Gent, age: 9, ok: true}, passwordSha1: a94a8fe5ccb19ba61c4c0873d391e987982fbbd3}
  - {email: b@domain.be, name: B, passwordFormat: sha1, initialPassword: MijnWachtwoord}
  - {email: c@domain.be, name: C, passwordHash: $2b$05$hash}
`;
  const read = readDirectory(source(users));
  assert.ok("directory" in read, JSON.stringify(read));
  assert.deepEqual(read.directory.users[0]?.attributes, { city: "Gent", age: 9, ok: true });
  const flawed = `users:
  - {email: a@domain.be, name: A, externalId: 9}
  - {email: b@domain.be, name: B, passwordFormat: md5}
  - {email: c@domain.be, name: C, attributes: {list: [hidden]}}
`;
  const result = readDirectory(source(flawed));
  assert.ok("problems" in result);
  assert.deepEqual([...new Set(result.problems.map(({ line }) => line))], [2, 3, 4]);
  assert.doesNotMatch(JSON.stringify(result.problems), /hidden/);
});
