const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

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

/**
 * Of a text that is JSON: there a colon outside of a string stands behind a member's name and nowhere else. Looks at each
 * character once: this is most of what a token costs beside its signature.
 */
function hasRepeatedMember(json: string): boolean {
  const open: Set<string>[] = [];
  let last = "";
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') {
      const end = endOfString(json, at);
      last = json.slice(at, end);
      at = end - 1;
    } else if (character === "{" || character === "[") open.push(new Set());
    else if (character === "}" || character === "]") open.pop();
    else if (character === ":" && isRepeated(open.at(-1), last)) return true;
  }
  return false;
}

/** Where the string that begins here ends, behind its quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** Notes a name as it is written, quotes included; an escape can spell the same name in another way. */
function isRepeated(names: Set<string> | undefined, written: string): boolean {
  const name = written.includes("\\") ? JSON.stringify(JSON.parse(written)) : written;
  if (names?.has(name)) return true;
  names?.add(name);
  return false;
}
