/** A bare item of RFC 9651: an integer or decimal, a string, a token, or a boolean. */
export type BareItem = number | string | boolean | { readonly token: string };
export type ListMember = readonly [BareItem, readonly (readonly [string, BareItem])[]];

/**
 * Reads a list of RFC 9651 (section 4.2.1) as strictly as it says. Inner lists, byte sequences, dates and display strings
 * are not read. Undefined for whatever is no such list.
 */
export function readStructuredList(text: string): readonly ListMember[] | undefined {
  try {
    return new Reader(text).list();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

class Reader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text.replace(/^ +| +$/g, "");
  }

  list(): readonly ListMember[] {
    const members: ListMember[] = [];
    while (this.#rest !== "") {
      members.push([this.#bareItem(), this.#parameters()]);
      this.#take(/^[ \t]*/);
      if (this.#rest === "") return members;
      this.#take(/^,[ \t]*/);
      if (this.#rest === "") throw new RangeError("a comma ends the list");
    }
    return members;
  }

  #parameters(): ListMember[1] {
    const parameters = new Map<string, BareItem>();
    while (this.#rest.startsWith(";")) {
      this.#take(/^; */);
      const name = this.#take(/^[a-z*][a-z0-9_.*-]*/);
      // A repeated name is the last one, where the first one stood.
      parameters.set(name, this.#rest.startsWith("=") ? this.#value() : true);
    }
    return [...parameters];
  }

  #value(): BareItem {
    this.#take(/^=/);
    return this.#bareItem();
  }

  #bareItem(): BareItem {
    const [first = ""] = this.#rest;
    if (first === '"') return this.#string();
    if (first === "?") return this.#take(/^\?[01]/) === "?1";
    if (/[-0-9]/.test(first)) return this.#number();
    return { token: this.#take(/^[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*/) };
  }

  #string(): string {
    const quoted = this.#take(/^"(?:[ !#-[\]-~]|\\["\\])*"/);
    return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
  }

  #number(): number {
    const digits = this.#take(/^-?[0-9]+(?:\.[0-9]*)?/);
    if (!/^-?(?:[0-9]{1,15}|[0-9]{1,12}\.[0-9]{1,3})$/.test(digits)) throw new RangeError("no such number");
    return Number(digits);
  }

  #take(form: RegExp): string {
    const found = form.exec(this.#rest)?.[0];
    if (found === undefined) throw new RangeError(`"${this.#rest}" is not expected here`);
    this.#rest = this.#rest.slice(found.length);
    return found;
  }
}
