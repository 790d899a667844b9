import { isObject, items, type Located, members, tokensOf } from "./located.ts";

/** Members whose values are the provider's data, not OpenAPI. */
const literals: ReadonlySet<string> = new Set(["default", "example", "examples", "enum", "const"]);
/** Objects whose names the provider chooses: there `default` and `$ref` are names like any other. */
const nameMaps: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs", "schemas"]);

const isNameMap = (at: Located): boolean => nameMaps.has(tokensOf(at.pointer).at(-1) ?? "");

/**
 * Every named member of the document, leaving out the provider's own data: examples, defaults, and what stands inside
 * other vendors' extensions. `chosen` tells that the name is the provider's, not OpenAPI's.
 */
export function* walkMembers(root: Located): Generator<{ name: string; at: Located; chosen: boolean }> {
  const waiting: Located[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    waiting.push(...items(next));
    if (!isObject(next.value)) continue;
    const chosen = isNameMap(next);
    for (const [name, at] of members(next)) {
      yield { name, at, chosen };
      if (chosen || !(literals.has(name) || name.startsWith("x-"))) waiting.push(at);
    }
  }
}
