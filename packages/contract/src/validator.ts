import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";

/** So many problems of a value are named; typebox's own 8 are fewer than a body has members. */
Settings.Set({ maxErrors: 500 });

/** One member of a value that does not fit its schema; the whole value has an empty path. */
export interface Misfit {
  readonly member: string;
  readonly detail: string;
}

export type Validator<T> = (value: unknown) => { readonly value: T } | { readonly misfits: readonly Misfit[] };

/** Compiles a schema once. The validator names every member that does not fit, unknown members too. */
export function validatorOf<S extends TSchema>(schema: S): Validator<Static<S>> {
  const compiled = Compile(schema);
  return (value) => (compiled.Check(value) ? { value } : { misfits: [...compiled.Errors(value)].flatMap(misfitOf) });
}

type SchemaError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

function misfitOf({ keyword, instancePath, params, message }: SchemaError): Misfit[] {
  const at = memberOf(instancePath);
  const inside = (name: string): string => (at === "" ? name : `${at}.${name}`);
  switch (keyword) {
    case "required":
      return namesIn(params, "requiredProperties").map((name) => ({ member: inside(name), detail: "is needed" }));
    case "additionalProperties":
      return namesIn(params, "additionalProperties").map((name) => ({
        member: inside(name),
        detail: "is not known here",
      }));
    case "boolean":
      // Says again what additionalProperties says.
      return [];
    default:
      return [{ member: at, detail: message }];
  }
}

function namesIn(params: object, name: string): string[] {
  const names: unknown = Object.entries(params).find(([key]) => key === name)?.[1];
  return Array.isArray(names) ? names.map(String) : [];
}

/** `/headers/0/1` as `headers[0][1]`; `~1` and `~0` stand for `/` and `~` (RFC 6901). */
function memberOf(pointer: string): string {
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce((path, part) => {
    if (/^[0-9]+$/.test(part)) return `${path}[${part}]`;
    return path === "" ? part : `${path}.${part}`;
  }, "");
}
