import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRights, missingRights, type RightRules, rightProblems } from "./right-rules.ts";

const rules: RightRules = {
  knownModules: new Set(["invoices", "clients"]),
  operationIds: new Set(["sendInvoice"]),
  verbs: new Set(["close"]),
  spellings: new Map([["clients", [{ kind: "upper" }]]]),
};
const anything: RightRules = {
  knownModules: undefined,
  operationIds: new Set(),
  verbs: new Set(),
  spellings: new Map(),
};

test("a right on a known module, action, verb or operationId is accepted", () => {
  const rights = ["*", "invoices", "invoices:write", "invoices:sendInvoice", "clients/C-1:close", "*:close", "apikeys"];
  assert.deepEqual(rightProblems(rules, "rights", rights), []);
});

test("every right that is wrong is named with its place in the list and what is known", () => {
  assert.deepEqual(rightProblems(rules, "rights", ["invoises:read", "*", "clients:reed", ""]), [
    { member: "rights[0]", detail: 'there is no module "invoises"; known: invoices, clients' },
    {
      member: "rights[2]",
      detail: 'there is no action "reed"; known: read, create, update, delete, write, *, close, sendInvoice',
    },
    { member: "rights[3]", detail: '"" does not start with a module or *' },
  ]);
});

test("a module unknown in two ways is named in both", () => {
  assert.equal(rightProblems(rules, "rights", ["__proto__:constructor"]).length, 2);
});

test("without a description any module and action may be granted, and none refused by its name", () => {
  assert.deepEqual(rightProblems(anything, "rights", ["__proto__:constructor", "tills:open", "!*:delete"]), []);
  const evaded = rightProblems(anything, "rights", ["!tills", "!tills:read", "!*:open", "!tills/T-1"]);
  assert.deepEqual(
    evaded.map(({ member }) => member),
    ["rights[0]", "rights[1]", "rights[2]", "rights[3]"],
  );
});

test("a refusing right on an entity needs a module whose entity has one spelling", () => {
  const refused = (list: RightRules, right: string): number => rightProblems(list, "rights", [right]).length;
  assert.equal(refused(rules, "!clients/C-1:delete"), 0);
  assert.equal(refused(rules, "!invoices/7:delete"), 1);
  assert.equal(refused(anything, "!clients/C-1:delete"), 1);
  assert.equal(refused(rules, "invoices/7:delete"), 0);
  assert.equal(refused(rules, "!invoices:delete"), 0);
});

test("KEY-02: an entity in another spelling than the one that is judged is no right", () => {
  const problems = (right: string) => rightProblems(rules, "rights", [right]);
  assert.deepEqual(problems("!clients/c-1:delete"), [
    { member: "rights[0]", detail: 'an entity of "clients" is written as upper-case letters and digits' },
  ]);
  assert.equal(problems("clients/c-1:read").length, 1);
});

test("KEY-03: a right outside the holder's is missing, a refusing one never is", () => {
  const holder = compileRights(["invoices:read", "clients", "!clients:delete"]);
  assert.deepEqual(
    missingRights(holder, "rights", ["invoices:read", "invoices", "clients:update", "clients", "*", "!x"]).map(
      (problem) => problem.member,
    ),
    ["rights[1]", "rights[3]", "rights[4]"],
  );
});

test("a list of more than 1,000 rights is refused as a whole", () => {
  assert.deepEqual(rightProblems(rules, "rights", Array<string>(1001).fill("?")), [
    { member: "rights", detail: "has more than 1000 rights" },
  ]);
});

test("CFG-05: a stored list with a broken right does not compile without it", () => {
  assert.throws(() => compileRights(["*", "!in voices"]), TypeError);
});

test("KEY-02: what a holder lacks may be asked for together with a refusal of just that", () => {
  const holder = compileRights(["*", "!invoices:delete"]);
  const missing = (texts: readonly string[]) => missingRights(holder, "rights", texts).map(({ member }) => member);
  assert.deepEqual(missing(["*", "!invoices:delete"]), []);
  assert.deepEqual(missing(["invoices", "!invoices:delete"]), []);
  assert.deepEqual(missing(["*"]), ["rights[0]"]);
  assert.deepEqual(missing(["*", "!clients"]), ["rights[0]"]);
});
