import { CallFault } from "./call-fault.ts";

/** The parameters of a template's `{segments}` in a canonical path that matches it, percent-decoded. */
export function pathParameters(template: string, path: string): ReadonlyMap<string, string> {
  const values = path.split("/");
  const parameters = new Map<string, string>();
  for (const [at, segment] of template.split("/").entries())
    if (segment.startsWith("{")) parameters.set(segment.slice(1, -1), decoded(values[at] ?? ""));
  return parameters;
}

/** The fields of a form as a plain object without inheritance: `__proto__` is a field like any other. */
export function formFields(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of queryParameters(text)) fields[name] = value;
  return fields;
}

/**
 * A query as names and values, decoded as a form's. Throws `CallFault`: `request_ambiguous` where a name occurs twice,
 * `request_malformed` for escapes that are not UTF-8.
 */
export function queryParameters(query: string | undefined): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query?.split("&") ?? []) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = formDecoded(equals < 0 ? part : part.slice(0, equals));
    if (parameters.has(name)) throw new CallFault("request_ambiguous", "A parameter is given more than once.");
    parameters.set(name, equals < 0 ? "" : formDecoded(part.slice(equals + 1)));
  }
  return parameters;
}

const formDecoded = (text: string): string => decoded(text.replaceAll("+", " "));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CallFault("request_malformed", "A percent escape is not valid UTF-8.");
  }
}
