import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { right, rights } from "../../test/sample.ts";
import { actionBits, type Right } from "./right.ts";
import { RightSet, type RightTarget } from "./right-set.ts";

const modules = ["invoices", "clients", "__proto__", "apikeys"];
const entities = ["7", "C-1", "constructor"];
const words = ["*", "read", "create", "update", "delete", "write", "close", "getIt", "toString"];
const names = ["close", "getIt", "toString"];

const rightText = fc
  .record({
    refuses: fc.boolean(),
    module: fc.constantFrom("*", ...modules),
    entity: fc.option(fc.constantFrom(...entities), { nil: undefined }),
    word: fc.constantFrom("", ...words),
  })
  .map(({ refuses, module, entity, word }) => {
    const place = module === "*" || entity === undefined ? module : `${module}/${entity}`;
    return `${refuses ? "!" : ""}${place}${word === "" ? "" : `:${word}`}`;
  });
const anyRight = rightText.map(right);
const granting = anyRight.filter(({ refuses }) => !refuses);
const refusing = anyRight.filter(({ refuses }) => refuses);
const anyRights = fc.array(anyRight, { maxLength: 8 });

const anyTarget: fc.Arbitrary<RightTarget> = fc.record({
  module: fc.constantFrom(...modules),
  entity: fc.option(fc.constantFrom(...entities), { nil: undefined }),
  bit: fc.constantFrom(...Object.values(actionBits)),
  verb: fc.option(fc.constantFrom(...names), { nil: undefined }),
  operationId: fc.constantFrom("close", "getIt", "toString", "listAll"),
});
const anyHolder = fc.constantFrom("key" as const, "other" as const);

/** DESIGN 4 word for word: does the right cover the target? */
function covers(held: Right, target: RightTarget): boolean {
  if (held.module !== undefined && held.module !== target.module) return false;
  if (held.entity !== undefined && held.entity !== target.entity) return false;
  if (held.name === undefined) return (held.bits & target.bit) !== 0;
  return held.name === target.verb || held.name === target.operationId;
}

const own = new Set(["apikeys", "tokens", "sessions", "requests", "me"]);

function naiveVerdict(list: readonly Right[], target: RightTarget, holder: "key" | "other"): boolean {
  if (list.some((held) => held.refuses && covers(held, target))) return false;
  const byName = holder === "key" && own.has(target.module) && target.bit !== actionBits.read;
  return list.some((held) => !held.refuses && covers(held, target) && !(byName && held.module === undefined));
}

const run = (property: fc.IRawProperty<unknown>) => fc.assert(property as fc.IProperty<unknown>, { numRuns: 2000 });

test("a compiled set says what its rights say one by one", () => {
  run(
    fc.property(anyRights, anyTarget, anyHolder, (list, target, holder) => {
      const verdict = new RightSet(list).judge(target, holder);
      assert.equal(verdict.allowed, naiveVerdict(list, target, holder));
      const named = list.find(({ text }) => text === verdict.right);
      assert.equal(verdict.right === undefined, named === undefined);
      if (named !== undefined) assert.ok(named.refuses !== verdict.allowed && covers(named, target));
    }),
  );
});

test("KEY-02: adding a refusing right never widens", () => {
  run(
    fc.property(anyRights, refusing, anyTarget, anyHolder, (list, more, target, holder) => {
      const before = new RightSet(list).judge(target, holder).allowed;
      const after = new RightSet([...list, more]).judge(target, holder).allowed;
      assert.ok(before || !after);
    }),
  );
});

test("KEY-02: removing a granting right never widens, and without any nothing is allowed", () => {
  run(
    fc.property(anyRights, granting, fc.nat(8), anyTarget, anyHolder, (list, one, at, target, holder) => {
      const wide = new RightSet(list.toSpliced(at, 0, one)).judge(target, holder).allowed;
      assert.ok(wide || !new RightSet(list).judge(target, holder).allowed);
      assert.equal(new RightSet(list.filter(({ refuses }) => refuses)).judge(target, holder).allowed, false);
    }),
  );
});

test("KEY-03: a right that a set holds covers nothing that the set refuses", () => {
  run(
    fc.property(anyRights, granting, anyTarget, (list, wanted, target) => {
      const set = new RightSet(list);
      if (set.holds(wanted) && covers(wanted, target)) assert.ok(set.judge(target, "other").allowed);
    }),
  );
});

test("a set holds its own granting rights where it refuses nothing", () => {
  run(
    fc.property(fc.array(granting, { minLength: 1 }), fc.nat(), (list, at) => {
      const one = list[at % list.length];
      if (one !== undefined) assert.ok(new RightSet(list).holds(one));
    }),
  );
});

const holdings: readonly [held: string[], wanted: string, holds: boolean][] = [
  [["*"], "invoices:sendInvoice", true],
  [["invoices"], "invoices/7:read", true],
  [["invoices/7"], "invoices", false],
  [["invoices:read", "invoices:write"], "invoices", true],
  [["invoices:write"], "invoices:getInvoice", false],
  [["*", "!invoices:delete"], "invoices:write", false],
  [["*", "!invoices:delete"], "invoices:read", true],
  [["*", "!invoices:delete"], "*", false],
  [["*", "!clients/C-1"], "clients:read", false],
  [["*", "!clients/C-1"], "clients/C-2", true],
  [[], "invoices", false],
];

test("KEY-03: what a set holds lies within it", () => {
  for (const [held, wanted, expected] of holdings)
    assert.equal(rights(...held).holds(right(wanted)), expected, `${held.join(" ")} holds ${wanted}`);
});

test("KEY-04: * on a key does not cover the writing actions of Clavis's own modules, their names do", () => {
  const create = {
    module: "apikeys",
    entity: undefined,
    bit: actionBits.create,
    verb: undefined,
    operationId: "makeKey",
  };
  const read = { ...create, bit: actionBits.read };
  for (const text of ["*", "*:create", "*:write", "*:makeKey"])
    assert.equal(rights(text).judge(create, "key").allowed, false, text);
  assert.equal(rights("*").judge(create, "other").allowed, true);
  assert.equal(rights("*").judge(read, "key").allowed, true);
  assert.equal(rights("apikeys:create").judge(create, "key").allowed, true);
  assert.equal(rights("apikeys", "!*:create").judge(create, "key").allowed, false);
});
