import assert from "node:assert/strict";
import { test } from "node:test";
import { everything, type LinkRecord } from "@clavis/core";
import fc from "fast-check";
import { LinkTable } from "./link-table.ts";

const link = (portal: string, client: string): LinkRecord => ({
  id: `${portal}-${client}`,
  portal,
  client,
  ceiling: everything,
});

function tableOf(pairs: readonly (readonly [string, string])[], disabled: ReadonlySet<string> = new Set()): LinkTable {
  const table = new LinkTable((account) => !disabled.has(account));
  for (const [portal, client] of pairs) table.put(link(portal, client));
  return table;
}

const pathOf = (table: LinkTable, from: string, to: string): readonly string[] | undefined =>
  table.chain(from, to)?.map(({ id }) => id);

test("a chain of four links is found, one of five is none", () => {
  const table = tableOf(["AB", "BC", "CD", "DE", "EF"].map((pair) => [pair.charAt(0), pair.charAt(1)] as const));
  assert.deepEqual(pathOf(table, "A", "E"), ["A-B", "B-C", "C-D", "D-E"]);
  assert.equal(pathOf(table, "A", "F"), undefined);
  assert.deepEqual(pathOf(table, "B", "F"), ["B-C", "C-D", "D-E", "E-F"]);
  assert.deepEqual(pathOf(table, "A", "A"), []);
  assert.equal(pathOf(table, "B", "A"), undefined);
});

test("KEY-02: a link that is removed ends its chains at once, and one that is added is used at once", () => {
  const table = tableOf([
    ["A", "B"],
    ["B", "C"],
  ]);
  assert.deepEqual(pathOf(table, "A", "C"), ["A-B", "B-C"]);
  assert.equal(table.has("B-C"), true);
  table.remove("B-C");
  assert.deepEqual([pathOf(table, "A", "C"), table.has("B-C")], [undefined, false]);
  table.put(link("A", "C"));
  assert.deepEqual(pathOf(table, "A", "C"), ["A-C"]);
});

test("a chain leads over enabled accounts only, its ends included, and changes with them", () => {
  const disabled = new Set<string>();
  const table = tableOf(
    [
      ["A", "B"],
      ["B", "D"],
      ["A", "C"],
      ["C", "D"],
    ],
    disabled,
  );
  const with_ = (account: string): readonly string[] | undefined => {
    disabled.clear();
    disabled.add(account);
    table.forget();
    return pathOf(table, "A", "D");
  };
  assert.deepEqual(with_("none"), ["A-B", "B-D"]);
  assert.deepEqual(with_("B"), ["A-C", "C-D"]);
  assert.deepEqual([with_("A"), with_("D")], [undefined, undefined]);
});

/** Every chain of enabled accounts, the plain way; the shortest whose account numbers come first. */
function plainChain(pairs: readonly string[], disabled: ReadonlySet<string>, from: string, to: string) {
  let paths = [from].filter((account) => !disabled.has(account));
  for (let length = 1; length <= 4; length++) {
    paths = paths.flatMap((path) =>
      pairs.flatMap((pair) => {
        const next = pair.charAt(1);
        return pair.charAt(0) === path.at(-1) && !disabled.has(next) && !path.includes(next) ? [path + next] : [];
      }),
    );
    const [first] = paths.filter((path) => path.endsWith(to)).sort();
    if (first !== undefined) return first;
  }
  return undefined;
}

test("the chain is always the shortest whose account numbers come first, as a plain search finds it", () => {
  const account = fc.constantFrom(..."ABCDEFGH");
  const pairs = fc.uniqueArray(
    fc.tuple(account, account).map(([one, other]) => one + other),
    { maxLength: 24 },
  );
  const check = (links: readonly string[], off: readonly string[]): void => {
    const disabled = new Set(off);
    const table = tableOf(
      links.map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
      disabled,
    );
    for (const to of "BCDEFGH") {
      const chain = table.chain("A", to);
      const accounts = chain && ["A", ...chain.map(({ client }) => client)].join("");
      assert.equal(accounts, plainChain(links, disabled, "A", to));
    }
  };
  fc.assert(fc.property(pairs, fc.array(account, { maxLength: 2 }), check), { numRuns: 500 });
});

test("a portal of ten thousand clients, each a portal itself, is searched from the client's side", () => {
  const table = tableOf(Array.from({ length: 10_000 }, (_, at) => ["P", `C${at}`] as const));
  for (let at = 0; at < 10_000; at++) table.put(link(`C${at}`, `D${at}`));
  const before = performance.now();
  for (let at = 0; at < 10_000; at++) assert.equal(table.chain("P", `D${at}`)?.length, 2);
  assert.ok(performance.now() - before < 2000);
});
