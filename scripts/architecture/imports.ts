import { type Token, tokenize } from "./tokens.ts";

/** One import of a module, wherever it stands: a declaration, a re-export, `import()`, `require()` or a worker's URL. */
export interface Import {
  /** Undefined where the target is computed. */
  readonly specifier: string | undefined;
  /** `type` where nothing of it is left at run time. */
  readonly kind: "value" | "type";
  readonly line: number;
}

/** Finds the imports of a TypeScript source. Reads tokens, not lines: strings, comments and templates do not fool it. */
export function findImports(source: string): Import[] {
  const tokens = tokenize(source);
  return tokens.flatMap((token, at) => {
    if (token.kind !== "word" || isMember(tokens, at)) return [];
    if (token.text === "import") return importAt(tokens, at);
    if (token.text === "export") return exportAt(tokens, at);
    if (token.text === "require") return callAt(tokens, at + 1, token.line);
    if (token.text === "new" && isWord(tokens[at + 1], "URL")) return urlAt(tokens, at + 2, token.line);
    return [];
  });
}

const isWord = (token: Token | undefined, text: string): boolean => token?.kind === "word" && token.text === text;
const isPunctuation = (token: Token | undefined, text: string): boolean =>
  token?.kind === "punctuation" && token.text === text;

/** `.import` and `{ import: ... }` are names, not imports. */
const isMember = (tokens: readonly Token[], at: number): boolean =>
  isPunctuation(tokens[at - 1], ".") || isPunctuation(tokens[at + 1], ":");

function importAt(tokens: readonly Token[], at: number): Import[] {
  const next = tokens[at + 1];
  const line = tokens[at]?.line ?? 0;
  if (isPunctuation(next, ".")) return [];
  if (isPunctuation(next, "(")) return callAt(tokens, at + 1, line);
  if (next?.kind === "string") return [{ specifier: next.text, kind: "value", line }];
  return fromClause(tokens, at, line);
}

/** Only `export ... from` names a module; `export const` and the like do not. */
function exportAt(tokens: readonly Token[], at: number): Import[] {
  const first = isWord(tokens[at + 1], "type") ? tokens[at + 2] : tokens[at + 1];
  return isPunctuation(first, "{") || isPunctuation(first, "*") ? fromClause(tokens, at, tokens[at]?.line ?? 0) : [];
}

/** Names, braces and commas up to `from "x"`. Anything else ends it: there was no `from`. */
function fromClause(tokens: readonly Token[], start: number, line: number): Import[] {
  for (let at = start + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (isWord(token, "from")) {
      const target = tokens[at + 1];
      if (target?.kind !== "string") continue;
      return [{ specifier: target.text, kind: isTypeOnly(tokens.slice(start + 1, at)) ? "type" : "value", line }];
    }
    if (token?.kind !== "word" && token?.kind !== "string" && !"{},*".includes(token?.text ?? ";")) return [];
  }
  return [];
}

/** `type { A }`, `type A`, `type * as a`, and `{ type A, type B }`; `{ }` alone still runs the module. */
function isTypeOnly(clause: readonly Token[]): boolean {
  if (isWord(clause[0], "type") && clause.length > 1 && !isPunctuation(clause[1], ",")) return true;
  if (!isPunctuation(clause[0], "{")) return false;
  const names = clause.flatMap((token, at) => (token.kind !== "punctuation" && startsName(clause, at) ? [at] : []));
  return names.length > 0 && names.every((at) => isWord(clause[at], "type") && isTypeName(clause[at + 1]));
}

const startsName = (clause: readonly Token[], at: number): boolean =>
  isPunctuation(clause[at - 1], "{") || isPunctuation(clause[at - 1], ",");

/** In `{ type as x }` the name imported is `type` itself. */
const isTypeName = (token: Token | undefined): boolean => token?.kind === "word" && token.text !== "as";

/** `import("x")` and `require("x")`. In a type position it names only a type; it is not told apart: the stricter reading. */
function callAt(tokens: readonly Token[], open: number, line: number): Import[] {
  if (!isPunctuation(tokens[open], "(")) return [];
  const target = tokens[open + 1];
  const literal = target?.kind === "string" && /^[),]$/.test(tokens[open + 2]?.text ?? "");
  return [{ specifier: literal ? target.text : undefined, kind: "value", line }];
}

/** `new URL("./worker.ts", import.meta.url)`: how a worker's file is named. Data files are named so too. */
function urlAt(tokens: readonly Token[], open: number, line: number): Import[] {
  const target = tokens[open + 1];
  const isModule = target?.kind === "string" && /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(target.text);
  return isModule && isWord(tokens[open + 3], "import") ? [{ specifier: target.text, kind: "value", line }] : [];
}
