import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type Operation, parseRight } from "@clavis/core";
import { describeRights, rightProblem, rightRulesOf } from "./right-names.ts";

const operation = (module: string, id: string, more: Partial<Operation> = {}): Operation => ({
  id,
  owner: "provider",
  method: "GET",
  template: `/${module}`,
  module,
  action: { bit: actionBits.read, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: [[]],
  ...more,
});

const names = describeRights([
  operation("shops", "openShop", {
    entity: "id",
    spelling: { kind: "upper" },
    action: { bit: actionBits.custom, verb: "open" },
  }),
  operation("clients", "readClient", { entity: "id" }),
  operation("clients", "GET /clients"),
]);

test("rights may name the modules, verbs and operationIds of the description, and no id that can not be written", () => {
  assert.deepEqual(names, {
    modules: ["clients", "shops"],
    operationIds: ["openShop", "readClient"],
    verbs: ["open"],
    spellings: [{ module: "shops", spellings: [{ kind: "upper" }] }],
  });
});

const judged: readonly (readonly [right: string, problem: RegExp | undefined])[] = [
  ["*", undefined],
  ["shops:open", undefined],
  ["clients/C-1:readClient", undefined],
  ["tokens:one-time", undefined],
  ["apikeys:createApiKey", undefined],
  ["sessions:read", undefined],
  ["apikeys:createApiKye", /there is no action "createApiKye"; did you mean "createApiKey"\?/],
  ["!shops/S-1", undefined],
  ["!shops/s-1", /an entity of "shops" is written as upper-case letters and digits/],
  ["shops/s-1", /an entity of "shops" is written as/],
  ["shop", /there is no module "shop"; did you mean "shops"\?/],
  ["shops:opne", /there is no action "opne"/],
  ["constructor", /there is no module/],
  ["!clients/C-1", /can be written in several ways/],
];

test("a right that names nothing, or refuses an entity with several spellings, has a problem", () => {
  for (const [text, expected] of judged) {
    const right = parseRight(text);
    assert.ok(!("problem" in right));
    const problem = rightProblem(right, rightRulesOf(names));
    if (expected === undefined) assert.equal(problem, undefined, text);
    else assert.match(problem ?? "", expected, text);
  }
});

test("without a description any module may be granted, but nothing refused by its name", () => {
  for (const [text, fails] of [
    ["anything:goes", false],
    ["!*:delete", false],
    ["!anything/1", true],
    ["!anything", true],
    ["!*:goes", true],
  ] as const) {
    const right = parseRight(text);
    assert.ok(!("problem" in right));
    assert.equal(rightProblem(right, rightRulesOf(undefined)) !== undefined, fails, text);
  }
});
