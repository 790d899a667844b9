import assert from "node:assert/strict";
import { test } from "node:test";
import { spellingOf } from "./spelling.ts";

const spellings: readonly (readonly [schema: object, kind: string | undefined])[] = [
  [{ type: "integer" }, "integer"],
  [{ type: ["integer"] }, "integer"],
  [{ type: ["integer", "null"] }, undefined],
  [{ type: "number" }, undefined],
  [{ type: "string" }, undefined],
  [{ type: "string", format: "uuid" }, "uuid"],
  [{ format: "uuid" }, undefined],
  [{ type: "string", enum: ["a", "B"] }, "enum"],
  [{ type: "string", enum: ["a b"] }, undefined],
  [{ enum: [1, 2] }, undefined],
  [{ type: "string", pattern: "^[a-z0-9-]+$" }, "lower"],
  [{ type: "string", pattern: "^[0-9]{4}$" }, "lower"],
  [{ type: "string", pattern: "^C-\\d+$" }, "upper"],
  [{ type: "string", pattern: "^[A-Z]{2}[0-9]{1,6}$" }, "upper"],
  [{ type: "string", pattern: "^S-[a-z]+$" }, undefined],
  [{ type: "string", pattern: "^[0-z]+$" }, undefined],
  [{ type: "string", pattern: "^[A-z]+$" }, undefined],
  [{ type: "string", pattern: "^[^A-Z]+$" }, undefined],
  [{ type: "string", pattern: "^[a-z]+" }, undefined],
  [{ type: "string", pattern: "[a-z]+$" }, undefined],
  [{ type: "string", pattern: "^a|b$" }, undefined],
  [{ type: "string", pattern: "^\\w+$" }, undefined],
  [{ type: "string", pattern: "^.+$" }, undefined],
  [{ type: "string", pattern: "^[a-\\d]+$" }, undefined],
];

test("a schema fixes one spelling only where no value can be written in two ways", () => {
  for (const [schema, kind] of spellings)
    assert.equal(spellingOf({ value: schema, pointer: "" })?.kind, kind, JSON.stringify(schema));
});
