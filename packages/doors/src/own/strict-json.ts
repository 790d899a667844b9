import { CallFault } from "./call-fault.ts";

const maxDepth = 32;

const malformed = (detail: string): CallFault => new CallFault("request_malformed", detail);

/**
 * Parses JSON (RFC 8259) of which no two programs could think differently: valid UTF-8 without a byte order mark, no
 * member named twice in an object however it is escaped (SECURITY HTT-05), no lone surrogate, nested at most 32 deep.
 * `__proto__` is an ordinary member (HTT-06). Throws `CallFault` 400 `request_malformed`, and `request_ambiguous` for
 * a member named twice.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const value = parse(text);
  inspect(text);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("The body is not valid UTF-8.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("The body is not valid JSON.");
  }
}

/** The tokens that matter of text that is known to be JSON: strings whole, brackets, colons and commas. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Looks for what JSON.parse lets pass. A string before a colon is a member's name. */
function inspect(text: string): void {
  const objects: (Set<string> | undefined)[] = [];
  let last = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") open(objects, token);
    else if (token === "}" || token === "]") objects.pop();
    else if (token === ":") addName(objects.at(-1), last);
    else if (token !== ",") last = stringOf(token);
  }
}

function open(objects: (Set<string> | undefined)[], token: string): void {
  if (objects.length === maxDepth) throw malformed(`The body is nested deeper than ${maxDepth} levels.`);
  objects.push(token === "{" ? new Set() : undefined);
}

function addName(names: Set<string> | undefined, name: string): void {
  if (names?.has(name))
    throw new CallFault("request_ambiguous", "The body has an object with two members of one name.");
  names?.add(name);
}

function stringOf(token: string): string {
  const value: unknown = token.includes("\\") ? JSON.parse(token) : token.slice(1, -1);
  if (typeof value !== "string" || !value.isWellFormed()) throw malformed("A string of the body is not valid Unicode.");
  return value;
}
