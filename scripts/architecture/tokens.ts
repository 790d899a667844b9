/** A token of a TypeScript source: enough of the language to find imports in it, and no more. */
export interface Token {
  readonly kind: "word" | "string" | "punctuation" | "literal";
  /** Of a string, what stands between its quotes, as written. */
  readonly text: string;
  readonly line: number;
}

/**
 * Splits a source into tokens, comments left out. The code inside a template's `${}` is split like any other.
 * Throws a SyntaxError with the line where a string or template is not closed.
 */
export function tokenize(source: string): readonly Token[] {
  const tokenizer = new Tokenizer(source);
  while (tokenizer.step());
  return tokenizer.tokens;
}

const patterns = {
  blank: /(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#![^\n]*)+/y,
  word: /#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy,
  number: /\.?[0-9](?:[eE][+-]|[\w.])*/y,
  string: /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y,
  regex: /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y,
  templatePart: /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y,
  punctuation: /[^"'`]/uy,
};

/** After one of these words a slash begins a regular expression; after any other name it divides. */
const wordsBeforeRegex = new Set(["return", "typeof", "case", "in", "of", "do", "else", "void", "yield", "await"]);

class Tokenizer {
  readonly tokens: Token[] = [];
  readonly #source: string;
  #at = 0;
  #line = 1;
  #depth = 0;
  /** The depths of braces at which the open templates go on. */
  readonly #templates: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Takes the next token. False at the end. */
  step(): boolean {
    this.#take(patterns.blank);
    if (this.#at >= this.#source.length) return this.#end();
    return (
      this.#add("word", this.#take(patterns.word)) ||
      this.#add("literal", this.#take(patterns.number)) ||
      (this.#mayBeRegex() && this.#add("literal", this.#take(patterns.regex))) ||
      this.#add("string", this.#take(patterns.string)?.slice(1, -1)) ||
      this.#punctuation()
    );
  }

  #end(): false {
    if (this.#templates.length > 0) throw new SyntaxError(`line ${this.#line}: a template is not closed`);
    return false;
  }

  #punctuation(): true {
    if (this.#source[this.#at] === "`") {
      this.#at += 1;
      return this.#template();
    }
    const character = this.#take(patterns.punctuation);
    if (character === undefined) throw new SyntaxError(`line ${this.#line}: a string is not closed`);
    if (character === "{") this.#depth += 1;
    if (character === "}") this.#depth -= 1;
    if (character === "}" && this.#templates.at(-1) === this.#depth) {
      this.#templates.pop();
      return this.#template();
    }
    return this.#add("punctuation", character);
  }

  /** The text of a template up to its end or its next `${`. */
  #template(): true {
    const text = this.#take(patterns.templatePart);
    if (text === undefined) throw new SyntaxError(`line ${this.#line}: a template is not closed`);
    this.#add("literal", text);
    if (text.endsWith("{")) this.#templates.push(this.#depth++);
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0];
    if (text === undefined) return undefined;
    this.#at += text.length;
    this.#line += text.split("\n").length - 1;
    return text;
  }

  /** The line is the one where the token ends. */
  #add(kind: Token["kind"], text: string): true;
  #add(kind: Token["kind"], text: string | undefined): boolean;
  #add(kind: Token["kind"], text: string | undefined): boolean {
    if (text === undefined) return false;
    this.tokens.push({ kind, text, line: this.#line });
    return true;
  }

  #mayBeRegex(): boolean {
    const before = this.tokens.at(-1);
    if (before === undefined) return true;
    if (before.kind === "word") return wordsBeforeRegex.has(before.text);
    return before.kind === "punctuation" && !")]}".includes(before.text);
  }
}
