import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { queryPairs } from "./query.ts";

test("the pairs of a query are those of a form parser, in order and in place", () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (query) => {
      const pairs = queryPairs(query);
      assert.deepEqual(
        pairs.map(({ name, value }) => [name, value]),
        [...new URLSearchParams(`?${query}`)],
      );
      for (const { start, end } of pairs) assert.ok(!query.slice(start, end).includes("&"));
    }),
  );
});

const readings: readonly [query: string, pairs: [string, string | undefined][]][] = [
  ["", []],
  ["&&a&", [["a", ""]]],
  ["a=b=c", [["a", "b=c"]]],
  ["%61pi%6Bey=x+y", [["apikey", "x y"]]],
  [
    "apikey[]=1&apikey.x=2&__proto__=3",
    [
      ["apikey[]", "1"],
      ["apikey.x", "2"],
      ["__proto__", "3"],
    ],
  ],
  [
    "a%00=%ff&%ff=1&%=%",
    [
      ["a\0", undefined],
      ["%ff", "1"],
      ["%", undefined],
    ],
  ],
];

test("HTT-05: a name is what a form parser makes of it; what can not be decoded has no value", () => {
  for (const [query, expected] of readings)
    assert.deepEqual(
      queryPairs(query).map(({ name, value }) => [name, value]),
      expected,
      query,
    );
});
