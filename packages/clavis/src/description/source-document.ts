import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { type Located, tokensOf } from "./located.ts";
import { plainValue } from "./plain-value.ts";
import { byPosition, type Problem } from "./problem.ts";

export type SourceResult = { readonly document: SourceDocument } | { readonly problems: readonly Problem[] };

/**
 * Reads YAML 1.2 or JSON. Refused, each with its line: duplicate keys, keys that are no text, unknown tags, another
 * YAML version, several documents in one file, aliases that expand beyond reason, nesting beyond 100 levels.
 */
export function readSource(text: string, file: string): SourceResult {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: "error",
  });
  const problems = parseProblems(parsed, lines, file);
  if (problems.length > 0) return { problems };
  const plain = plainValue(parsed.contents);
  if ("value" in plain) return { document: new SourceDocument(file, plain.value, parsed, lines) };
  return { problems: [{ file, ...positionAt(lines, plain.node.range?.[0]), pointer: "", detail: plain.detail }] };
}

/** The parser reports what follows from an error too: of each line the first is enough. */
function parseProblems(parsed: Document.Parsed, lines: LineCounter, file: string): Problem[] {
  const seen = new Set<number>();
  const problems = [...parsed.errors, ...parsed.warnings].map(
    ({ message, pos }): Problem => ({ file, ...positionAt(lines, pos[0]), pointer: "", detail: message }),
  );
  if (parsed.directives.yaml.explicit === true && parsed.directives.yaml.version !== "1.2")
    problems.push({ file, line: 1, pointer: "", detail: "this is read as YAML 1.2: leave the %YAML directive out" });
  return problems.sort(byPosition).filter(({ line }) => !seen.has(line) && seen.add(line));
}

function positionAt(lines: LineCounter, offset: number | undefined): { line: number; column: number } {
  const { line, col } = lines.linePos(offset ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** A document that could be read, and where each of its values stands. */
export class SourceDocument {
  readonly file: string;
  readonly root: Located;
  readonly #parsed: Document.Parsed;
  readonly #lines: LineCounter;

  constructor(file: string, value: unknown, parsed: Document.Parsed, lines: LineCounter) {
    this.file = file;
    this.root = { value, pointer: "" };
    this.#parsed = parsed;
    this.#lines = lines;
  }

  /** A problem at a pointer; where nothing stands there, at the nearest thing above it. */
  problem(pointer: string, detail: string): Problem {
    return { file: this.file, ...positionAt(this.#lines, this.#offset(pointer)), pointer, detail };
  }

  /** A member is where its name is; an item is where it begins. */
  #offset(pointer: string): number {
    let node: unknown = this.#parsed.contents;
    let offset = startOf(node) ?? 0;
    for (const token of tokensOf(pointer)) {
      const step = childOf(isAlias(node) ? node.resolve(this.#parsed) : node, token);
      if (step === undefined) return offset;
      offset = startOf(step.place) ?? offset;
      node = step.node;
    }
    return offset;
  }
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

function childOf(node: unknown, token: string): { place: unknown; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === token);
    return pair === undefined ? undefined : { place: pair.key, node: pair.value };
  }
  const item = isSeq(node) ? node.items[Number(token)] : undefined;
  return item === undefined ? undefined : { place: item, node: item };
}
