import type { Operation } from "./operation.ts";
import { expectationOf, oneSpelling } from "./spelling.ts";

export type Match =
  | {
      readonly kind: "operation";
      readonly operation: Operation;
      readonly entity: string | undefined;
      readonly account: string | undefined;
    }
  /** The entity's value is not in its one spelling: an upstream could take it for another. */
  | { readonly kind: "misspelt"; readonly operation: Operation; readonly expected: string }
  | { readonly kind: "unknown-method"; readonly allow: readonly string[] }
  | { readonly kind: "unknown-path" };

/** Finds the operation of a method and a canonical path. */
export interface OperationTable {
  match(method: string, path: string): Match;
  /** All operations, for inventories and for rights; an undescribed table has none. */
  readonly operations: readonly Operation[];
}

/** Two operations of which no one can say which a request means. */
export interface Ambiguity {
  readonly operations: readonly [Operation, Operation];
  readonly detail: string;
}

interface Leaf {
  readonly operation: Operation;
  readonly entityAt: number;
  readonly accountAt: number;
}

interface Node {
  readonly literals: Map<string, Node>;
  /** The literals as a server sees them that decodes a path before it routes. */
  readonly decoded: Set<string>;
  parameter: Node | undefined;
  readonly methods: Map<string, Leaf>;
}

const newNode = (): Node => ({ literals: new Map(), decoded: new Set(), parameter: undefined, methods: new Map() });

const unknownPath: Match = { kind: "unknown-path" };

/**
 * Compiles operations into a trie by segment: a literal segment wins over a parameter at the first segment where two
 * templates differ, so the only ambiguity left is two operations with the same method and shape.
 */
export function compileOperations(
  operations: readonly Operation[],
): OperationTable | { readonly problems: readonly Ambiguity[] } {
  const root = newNode();
  const problems: Ambiguity[] = [];
  for (const operation of operations) {
    const rival = insert(root, operation);
    if (rival !== undefined) problems.push({ operations: [rival, operation], detail: ambiguityOf(rival, operation) });
  }
  return problems.length > 0 ? { problems } : { operations, match: (method, path) => matchIn(root, method, path) };
}

const ambiguityOf = (first: Operation, second: Operation): string =>
  `"${first.id}" (${first.method} ${first.template}) and "${second.id}" (${second.method} ${second.template}) match the same requests`;

/** Gives the operation that already has the place. */
function insert(root: Node, operation: Operation): Operation | undefined {
  const segments = operation.template.slice(1).split("/");
  let node = root;
  for (const segment of segments) node = childFor(node, segment);
  const rival = node.methods.get(operation.method);
  if (rival !== undefined) return rival.operation;
  const placeOf = (name: string | undefined) => (name === undefined ? -1 : segments.indexOf(`{${name}}`));
  node.methods.set(operation.method, {
    operation,
    entityAt: placeOf(operation.entity),
    accountAt: placeOf(operation.account),
  });
  return undefined;
}

function childFor(node: Node, segment: string): Node {
  if (segment.startsWith("{")) {
    node.parameter ??= newNode();
    return node.parameter;
  }
  const known = node.literals.get(segment);
  if (known !== undefined) return known;
  const child = newNode();
  node.literals.set(segment, child);
  node.decoded.add(decodedSegment(segment));
  return child;
}

function matchIn(root: Node, method: string, path: string): Match {
  const node = find(root, path, 1);
  if (node === undefined) return unknownPath;
  // HEAD is judged as the GET whose head it asks for.
  const leaf = node.methods.get(method) ?? (method === "HEAD" ? node.methods.get("GET") : undefined);
  return leaf === undefined ? { kind: "unknown-method", allow: methodsOf(node) } : targetOf(leaf, path);
}

/** The node of a whole path; literals first, then the parameter, so a dead end behind a literal is left again. */
function find(node: Node, path: string, from: number): Node | undefined {
  const slash = path.indexOf("/", from);
  const segment = slash < 0 ? path.slice(from) : path.slice(from, slash);
  const literal = node.literals.get(segment);
  const found = literal === undefined ? undefined : below(literal, path, slash);
  if (found !== undefined || segment === "" || node.parameter === undefined) return found;
  return isDisguised(node, segment) ? undefined : below(node.parameter, path, slash);
}

/** `/users/%40me` beside `/users/@me`: an upstream that decodes first would run the other operation (HTT-02). */
const isDisguised = (node: Node, segment: string): boolean =>
  node.decoded.size > 0 && !node.literals.has(segment) && node.decoded.has(decodedSegment(segment));

/** As it stands where it can not be decoded: such a path is refused before it is matched to any effect. */
function decodedSegment(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function below(child: Node, path: string, slash: number): Node | undefined {
  if (slash >= 0) return find(child, path, slash + 1);
  return child.methods.size > 0 ? child : undefined;
}

function methodsOf(node: Node): string[] {
  const methods = [...node.methods.keys()];
  if (node.methods.has("GET") && !node.methods.has("HEAD")) methods.push("HEAD");
  return methods.sort();
}

function targetOf({ operation, entityAt, accountAt }: Leaf, path: string): Match {
  const written = entityAt < 0 ? undefined : segmentAt(path, entityAt);
  const entity = written === undefined ? undefined : oneSpelling(operation.spelling, written);
  if (written !== undefined && entity === undefined)
    return { kind: "misspelt", operation, expected: expectationOf(operation.spelling) };
  return { kind: "operation", operation, entity, account: accountAt < 0 ? undefined : segmentAt(path, accountAt) };
}

function segmentAt(path: string, index: number): string {
  let from = 1;
  for (let at = 0; at < index; at++) from = path.indexOf("/", from) + 1;
  const end = path.indexOf("/", from);
  return end < 0 ? path.slice(from) : path.slice(from, end);
}
