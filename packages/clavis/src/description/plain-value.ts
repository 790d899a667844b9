import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";

/** Why a document has no plain value, and the node at which that shows. */
export interface ValueFlaw {
  readonly node: Node;
  readonly detail: string;
}

export type PlainValue = { readonly value: unknown } | ValueFlaw;

/** Deeper than any sane document, and well within the stack of the validators that walk it later. */
const maxDepth = 100;
/** Values after every alias is expanded: a document of a few lines can not stand for billions. */
const maxValues = 1_000_000;

const tooDeep = `is nested more than ${maxDepth} levels deep`;

interface Anchored {
  readonly value: unknown;
  readonly count: number;
  /** Levels below it. */
  readonly height: number;
}

class Conversion {
  count = 0;
  deepest = 0;
  flaw: ValueFlaw | undefined;
  /** Undefined while the anchored node itself is being converted. */
  readonly #anchors = new Map<string, Anchored | undefined>();

  convert(node: unknown, depth: number): unknown {
    if (this.flaw !== undefined) return undefined;
    this.count++;
    this.deepest = Math.max(this.deepest, depth);
    if (isAlias(node)) return this.#expand(node.source, node, depth);
    if (isScalar(node)) return this.#remember(node, depth, () => node.value);
    if (!isMap(node) && !isSeq(node)) return null;
    if (depth === maxDepth) return this.#fail(node, tooDeep);
    return this.#remember(node, depth, () =>
      isSeq(node) ? this.#list(node.items, depth) : this.#object(node.items, depth),
    );
  }

  #list(nodes: readonly unknown[], depth: number): unknown[] {
    return nodes.map((item) => this.convert(item, depth + 1));
  }

  /** fromEntries defines members instead of assigning them: `__proto__` becomes an ordinary name. */
  #object(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): object {
    return Object.fromEntries(pairs.map(({ key, value }) => [keyText(key), this.convert(value, depth + 1)]));
  }

  #remember(node: Node & { anchor?: string | undefined }, depth: number, convert: () => unknown): unknown {
    if (node.anchor === undefined) return convert();
    this.#anchors.set(node.anchor, undefined);
    const { count, deepest } = this;
    this.deepest = depth;
    const value = convert();
    this.#anchors.set(node.anchor, { value, count: this.count - count, height: this.deepest - depth });
    this.deepest = Math.max(deepest, this.deepest);
    return value;
  }

  #expand(name: string, node: Node, depth: number): unknown {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined)
      return this.#fail(node, `the alias *${name} contains itself or has no anchor before it`);
    this.count += anchored.count;
    this.deepest = Math.max(this.deepest, depth + anchored.height);
    if (this.count > maxValues) return this.#fail(node, `its aliases expand to more than ${maxValues} values`);
    if (this.deepest > maxDepth) return this.#fail(node, tooDeep);
    return anchored.value;
  }

  #fail(node: Node, detail: string): undefined {
    this.flaw = { node, detail };
    return undefined;
  }
}

/** Keys are scalars and their values strings: the parser has refused every other key. */
const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key);

/** The plain value of a parsed YAML node: JSON's types only. Aliases become shared values, never cycles. */
export function plainValue(node: unknown): PlainValue {
  const conversion = new Conversion();
  const value = conversion.convert(node, 0);
  return conversion.flaw ?? { value };
}
