import assert from "node:assert/strict";
import { test } from "node:test";
import { boundParameters, countParameters } from "./bound-parameters.ts";

test("what SQLite stores as it is goes through unchanged", () => {
  const values = [null, 0, -1.5, 2n ** 60n, "", "text", new Uint8Array(2), Buffer.from("x")];
  assert.deepEqual(boundParameters(values.length, values), values);
});

test("a value that node:sqlite would bind as NULL, or as another value, is a TypeError", () => {
  const values = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(0),
    true,
    false,
    {},
    [],
    Symbol("s"),
    () => 0,
  ];
  for (const value of values) assert.throws(() => boundParameters(2, ["first", value]), TypeError, typeof value);
  for (const value of values) assert.throws(() => boundParameters(1, [value]), TypeError, typeof value);
});

test("a missing and a surplus parameter are a TypeError", () => {
  assert.throws(() => boundParameters(2, [1]), /has 2 parameters and 1 values/);
  assert.throws(() => boundParameters(0, [1]), /has 0 parameters and 1 values/);
});

test("LOG-03: the error does not quote the value", () => {
  assert.throws(
    () => boundParameters(1, [{ secret: "clv_live_x" }]),
    (error: Error) => !error.message.includes("clv_live"),
  );
});

test("placeholders are counted, question marks in text, names and comments are not", () => {
  assert.equal(countParameters("select ?, a from t where b = ? and c = '?''?' and \"d?\" = ? -- ?\n/* ? \n ? */"), 3);
  assert.equal(countParameters("select 1"), 0);
});

test("named and numbered parameters can not be counted and are refused", () => {
  for (const sql of ["select ?1", "select :a", "select @a", "select $a"])
    assert.throws(() => countParameters(sql), TypeError, sql);
});
