import { hash } from "node:crypto";

/** Tokens whose signature was verified, by the digest of their text. Bounded: the longest unused are forgotten. */
export class VerifiedTokens<Entry> {
  readonly #half: number;
  #young = new Map<string, Entry>();
  #old: ReadonlyMap<string, Entry> = new Map();

  /** So many entries are kept at most; at least half of that. */
  constructor(capacity: number) {
    this.#half = Math.max(1, Math.floor(capacity / 2));
  }

  get(name: string): Entry | undefined {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.set(name, old);
    return old;
  }

  set(name: string, entry: Entry): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, entry);
  }
}

/** The name of a token in an environment. Its issuer is part of its text. */
export const tokenName = (text: string, environment: string | undefined): string =>
  `${hash("sha256", text, "base64")}${environment ?? ""}`;
