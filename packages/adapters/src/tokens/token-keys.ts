import type { Resolution, TokenNeed } from "@clavis/core";
import type { ForeignKeys } from "./foreign/foreign-keys.ts";
import type { JwtReader } from "./jwt-reader.ts";
import { refusedToken } from "./refused-token.ts";

/** Resolves what a token waits for: the keys of its issuer. */
export class TokenKeys {
  readonly #reader: JwtReader;
  readonly #keys: ForeignKeys;

  constructor(reader: JwtReader, keys: ForeignKeys) {
    this.#reader = reader;
    this.#keys = keys;
  }

  /** What the token is once its issuer was asked; `unavailable` where no keys of the issuer can be had. Never rejects. */
  async resolve({ text, issuer, environment }: TokenNeed, time: number): Promise<Resolution> {
    const foreign = this.#reader.foreignIssuer(issuer, environment);
    if (foreign === undefined) return { kind: "token", reading: refusedToken("token.issuer") };
    await this.#keys.fetch(foreign, time);
    if (this.#keys.current(foreign, time) === undefined) return { kind: "unavailable" };
    const reading = this.#reader.read(text, environment, time);
    return { kind: "token", reading: reading.kind === "unresolved" ? refusedToken("token.key") : reading };
  }
}
