import { isObject, items, type Located, members } from "./located.ts";
import { byPosition, type Problem } from "./problem.ts";
import type { SourceDocument } from "./source-document.ts";

/** Collects everything that is wrong in one document, and reads its parts so that nothing misshapen is passed over. */
export class Findings {
  readonly #document: SourceDocument;
  readonly #details = new Map<string, Set<string>>();

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  get problems(): readonly Problem[] {
    const all = [...this.#details].flatMap(([pointer, details]) =>
      [...details].map((detail) => this.#document.problem(pointer, detail)),
    );
    return all.sort(byPosition);
  }

  /** The same thing at the same place is said once. */
  add({ pointer }: Pick<Located, "pointer">, detail: string): void {
    const details = this.#details.get(pointer) ?? new Set();
    this.#details.set(pointer, details.add(detail));
  }

  /** A wrong type, unless something is already known to be wrong there. */
  addShape(at: Located, expected: string): void {
    if (!this.#details.has(at.pointer)) this.add(at, `must be ${expected}`);
  }

  /** True when something is wrong at the pointer or below it. */
  within(pointer: string): boolean {
    return [...this.#details.keys()].some((known) => known === pointer || known.startsWith(`${pointer}/`));
  }

  /** The members of an object; none where there is no value. */
  members(at: Located): [string, Located][] {
    if (at.value !== undefined && !isObject(at.value)) this.addShape(at, "an object");
    return members(at);
  }

  /** The items of a list; none where there is no value. */
  items(at: Located): Located[] {
    if (at.value !== undefined && !Array.isArray(at.value)) this.addShape(at, "a list");
    return items(at);
  }

  /** A text; undefined where there is no value. */
  text(at: Located): string | undefined {
    if (typeof at.value === "string") return at.value;
    if (at.value !== undefined) this.addShape(at, "a text");
    return undefined;
  }

  /** True or false; false where there is no value. */
  flag(at: Located): boolean {
    if (at.value !== undefined && typeof at.value !== "boolean") this.addShape(at, "true or false");
    return at.value === true;
  }
}
