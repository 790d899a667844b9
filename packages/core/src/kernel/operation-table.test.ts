import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { operation, table } from "../../test/sample.ts";
import type { Operation, Spelling } from "./operation.ts";
import { compileOperations, type Match } from "./operation-table.ts";

const segment = fc.constantFrom("a", "b", "{x}", "__proto__", "constructor", "hasOwnProperty");
const template = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
const method = fc.constantFrom("GET", "HEAD", "POST", "DELETE");
const operations = fc.uniqueArray(
  fc.tuple(method, template).map(([name, path]) => operation(name, path)),
  { maxLength: 10, selector: ({ id }) => id },
);
const path = fc
  .array(fc.constantFrom("a", "b", "c", "", "__proto__", "constructor", "toString"), { minLength: 1, maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`);

const isParameter = (text: string | undefined): boolean => text?.startsWith("{") === true;

function fits(shape: string, asked: string): boolean {
  const wanted = shape.split("/");
  const given = asked.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((text, at) => (isParameter(text) ? given[at] !== "" : text === given[at]))
  );
}

/** More literal at the first segment where two templates differ. */
function compare(one: Operation, other: Operation): number {
  const rest = other.template.split("/");
  for (const [at, text] of one.template.split("/").entries())
    if (isParameter(text) !== isParameter(rest[at])) return isParameter(text) ? 1 : -1;
  return 0;
}

function naiveMatch(list: readonly Operation[], asked: string, on: string): string {
  const [best] = list.filter((one) => fits(one.template, on)).sort(compare);
  if (best === undefined) return "unknown-path";
  const rivals = list.filter((one) => one.template === best.template);
  const named = (name: string) => rivals.find((one) => one.method === name);
  return (named(asked) ?? (asked === "HEAD" ? named("GET") : undefined))?.id ?? "unknown-method";
}

const answer = (match: Match): string => (match.kind === "operation" ? match.operation.id : match.kind);

test("the table finds what the templates say one by one, and HEAD has GET's rule (HTT-03)", () => {
  fc.assert(
    fc.property(operations, method, path, (list, asked, on) => {
      assert.equal(answer(table(list).match(asked, on)), naiveMatch(list, asked, on));
    }),
    { numRuns: 5000 },
  );
});

test("HTT-06: __proto__ and constructor are path segments and methods like others", () => {
  const one = table([operation("GET", "/__proto__/{constructor}", { entity: "constructor" })]);
  const found = one.match("GET", "/__proto__/toString");
  assert.ok(found.kind === "operation");
  assert.equal(found.entity, "toString");
  assert.equal(one.match("constructor", "/__proto__/x").kind, "unknown-method");
  assert.equal(table([]).match("GET", "/constructor").kind, "unknown-path");
});

test("two operations that match the same request are named, each pair once", () => {
  const clash = compileOperations([
    operation("GET", "/a/{x}"),
    operation("GET", "/a/{y}"),
    operation("POST", "/a/{z}"),
  ]);
  assert.ok("problems" in clash);
  assert.deepEqual(
    clash.problems.map((problem) => problem.operations.map(({ id }) => id)),
    [["GET /a/{x}", "GET /a/{y}"]],
  );
});

test("an unknown method is told the methods of the path, HEAD beside GET", () => {
  const found = table([operation("GET", "/a"), operation("DELETE", "/a")]).match("PATCH", "/a");
  assert.deepEqual(found, { kind: "unknown-method", allow: ["DELETE", "GET", "HEAD"] });
});

test("a trailing slash and an empty segment are not the parameter's value", () => {
  const one = table([operation("GET", "/a/{x}"), operation("GET", "/")]);
  for (const asked of ["/a/", "/a", "/a/b/", "/a//"]) assert.equal(one.match("GET", asked).kind, "unknown-path", asked);
  assert.equal(one.match("GET", "/").kind, "operation");
});

const spellings: readonly [Spelling, value: string, entity: string | undefined][] = [
  [{ kind: "integer" }, "0", "0"],
  [{ kind: "integer" }, "-7", "-7"],
  ...["007", "+7", "7.0", "7e0", "-0", "0x7", "", "9".repeat(20), "%37"].map((value): [Spelling, string, undefined] => [
    { kind: "integer" },
    value,
    undefined,
  ]),
  [{ kind: "uuid" }, "0190AAAA-0000-7000-8000-00000000000F", "0190aaaa-0000-7000-8000-00000000000f"],
  [{ kind: "uuid" }, "{0190aaaa-0000-7000-8000-00000000000f}", undefined],
  [{ kind: "uuid" }, "0190aaaa000070008000-00000000000f", undefined],
  [{ kind: "lower" }, "shop-1", "shop-1"],
  [{ kind: "lower" }, "Shop-1", undefined],
  [{ kind: "upper" }, "C-1", "C-1"],
  [{ kind: "upper" }, "c-1", undefined],
  [{ kind: "enum", values: ["open", "toString"] }, "toString", "toString"],
  [{ kind: "enum", values: ["open"] }, "constructor", undefined],
];

test("an entity with one spelling is found in that spelling only", () => {
  for (const [spelling, value, entity] of spellings) {
    const found = table([operation("GET", "/a/{x}", { entity: "x", spelling })]).match("GET", `/a/${value}`);
    assert.equal(found.kind === "operation" ? found.entity : undefined, entity, `${spelling.kind} ${value}`);
  }
});

test("HTT-02: another spelling of a literal segment is not the value of the parameter beside it", () => {
  const paths = ["/users/{id}", "/users/@me", "/data/{table}", "/data/%24batch"];
  const list = table(paths.map((template) => operation("GET", template, { id: template })));
  for (const on of ["/users/%40me", "/data/$batch"]) assert.equal(list.match("GET", on).kind, "unknown-path", on);
  for (const on of ["/users/@me", "/data/%24batch"]) assert.equal(answer(list.match("GET", on)), on);
  for (const on of ["/users/%40you", "/users/%ff"]) assert.equal(answer(list.match("GET", on)), "/users/{id}", on);
});
