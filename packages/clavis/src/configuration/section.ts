import type { Static, TSchema } from "typebox";
import { Clone, Default, Errors } from "typebox/value";
import type { Findings } from "../description/findings.ts";
import { follow, isObject, type Located, member } from "../description/located.ts";
import { nearest } from "../description/nearest.ts";

type SchemaError = ReturnType<typeof Errors>[number];

/**
 * Reads one part of a file by its schema, defaults filled in. Undefined, and everything that is wrong reported, where
 * it does not fit. A problem says what is expected and never repeats the value.
 */
export function readSection<S extends TSchema>(schema: S, at: Located, findings: Findings): Static<S> | undefined {
  if (at.value === null) {
    findings.addShape(at, "filled in, or left out");
    return undefined;
  }
  const value: unknown = Default(schema, Clone(at.value));
  const errors = Errors(schema, value);
  for (const error of errors) report(error, schema, at, findings);
  // The schema has just found nothing wrong with it.
  return errors.length > 0 ? undefined : (value as Static<S>);
}

function report(error: SchemaError, schema: TSchema, at: Located, findings: Findings): void {
  const place = { pointer: at.pointer + error.instancePath };
  const part = follow({ value: schema, pointer: "" }, error.schemaPath.slice(1));
  switch (error.keyword) {
    case "additionalProperties":
      for (const name of error.params.additionalProperties)
        reportUnknown(member({ ...part, ...place }, name), name, part, findings);
      return;
    case "required":
      for (const name of error.params.requiredProperties) findings.add(place, `misses the member "${name}"`);
      return;
    case "boolean":
      return;
    default:
      findings.addShape({ value: undefined, ...place }, expectation(error, part));
  }
}

function reportUnknown(at: Located, name: string, part: Located, findings: Findings): void {
  const known = member(part, "properties").value;
  const names = isObject(known) ? Object.keys(known) : [];
  findings.add(at, `"${name}" is not known here${nearest(name, names) || `; known are ${names.join(", ")}`}`);
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object with members",
};

function expectation(error: SchemaError, part: Located): string {
  const expected = member(part, "expected").value;
  if (typeof expected === "string") return expected;
  if (error.keyword === "enum") return `one of ${error.params.allowedValues.join(", ")}`;
  if (error.keyword === "type") return typeNames[String(error.params.type)] ?? "of another type";
  return "something else";
}
