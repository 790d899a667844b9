import { parseRight, type Right, RightSet } from "@clavis/core";
import { parsedJson } from "./parsed-json.ts";

/** Grants nothing. */
export const noRights: RightSet = new RightSet([]);

/**
 * Compiles a stored right list, a JSON array. A list with anything in it that is no right grants nothing: leaving that
 * out could lift a refusal.
 */
export function compileStoredRights(json: string): RightSet {
  const rights = rightsOf(json);
  return rights === undefined ? noRights : new RightSet(rights);
}

function rightsOf(json: string): readonly Right[] | undefined {
  const list = parsedJson(json);
  if (!Array.isArray(list)) return undefined;
  const rights = list.flatMap((text) => rightOf(text));
  return rights.length === list.length ? rights : undefined;
}

function rightOf(text: unknown): readonly Right[] {
  const right = typeof text === "string" ? parseRight(text) : undefined;
  return right === undefined || "problem" in right ? [] : [right];
}
