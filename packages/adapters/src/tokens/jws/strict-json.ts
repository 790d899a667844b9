const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const tokenForm = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** The members of a JSON object by name: `__proto__` is a name like any other. */
export type Members = ReadonlyMap<string, unknown>;

/**
 * Reads a JSON object. Undefined for what is not UTF-8, not JSON, not an object, or has a member twice at any depth: two
 * readers could take different ones (SECURITY JWT-04, JWT-05).
 */
export function strictObject(bytes: Uint8Array): Members | undefined {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    return hasRepeatedMember(text) ? undefined : membersOf(value);
  } catch {
    return undefined;
  }
}

/** The members of a value that is a JSON object; undefined for any other. */
export const membersOf = (value: unknown): Members | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;

/** Of a text that is JSON: there a colon outside of a string stands behind a member's name and nowhere else. */
function hasRepeatedMember(json: string): boolean {
  const open: Set<unknown>[] = [];
  let last = "";
  for (const [token] of json.matchAll(tokenForm)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") last = token;
    else {
      const names = open.at(-1);
      const name: unknown = JSON.parse(last);
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}
