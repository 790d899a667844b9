import { argon2, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "@clavis/directory";
import { type Argon2Hash, formatArgon2, parseArgon2 } from "./argon2-phc.ts";
import { BoundedTurns } from "./bounded-turns.ts";

export interface Argon2Options {
  readonly randomBytes: (count: number) => Uint8Array;
  /** KiB; 19 MiB. */
  readonly memory?: number;
  /** 2. */
  readonly passes?: number;
  /** Lanes; 1. */
  readonly parallelism?: number;
  /** How many hashes run at once; 2. Node's pool has four threads, and files are read by the others. */
  readonly atOnce?: number;
  /** How many more may wait; 32, which is under a second and a half of work. */
  readonly waiting?: number;
}

const saltLength = 16;
const tagLength = 32;

/**
 * Hashes passwords with argon2id (RFC 9106) as PHC strings, off the main thread. Passwords come in their one form
 * (directory's `canonicalPassword`). Everything that hashes shares one of these: what it may take is bounded as a whole
 * (SECURITY AUT-14), and `hash` and `verify` reject with HasherBusy beyond that.
 */
export class Argon2Hasher implements PasswordHasher {
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #cost: Pick<Argon2Hash, "memory" | "passes" | "parallelism">;
  readonly #turns: BoundedTurns;
  /** Of no password: what is verified where there is nothing to verify, so that it takes as long. */
  readonly #nobody: Argon2Hash;

  constructor({ randomBytes, memory = 19_456, passes = 2, parallelism = 1, atOnce = 2, waiting = 32 }: Argon2Options) {
    this.#randomBytes = randomBytes;
    this.#cost = { memory, passes, parallelism };
    this.#turns = new BoundedTurns(atOnce, waiting);
    this.#nobody = { ...this.#cost, salt: randomBytes(saltLength), tag: randomBytes(tagLength) };
  }

  /** True when the next hash would be refused. */
  get isFull(): boolean {
    return this.#turns.isFull;
  }

  async hash(password: string): Promise<string> {
    const salt = this.#randomBytes(saltLength);
    const tag = await this.#tagOf(password, { ...this.#cost, salt }, tagLength);
    return formatArgon2({ ...this.#cost, salt, tag });
  }

  /** Whether the password is the one of a PHC string. Without one, or with one that can not be read: no, as slowly. */
  async verify(password: string, phc: string | undefined): Promise<boolean> {
    const stored = phc === undefined ? undefined : parseArgon2(phc);
    const hash = stored ?? this.#nobody;
    const tag = await this.#tagOf(password, hash, hash.tag.length);
    return timingSafeEqual(tag, hash.tag) && stored !== undefined;
  }

  /** Whether the string was made with other parameters than new ones are. */
  needsRehash(phc: string): boolean {
    const hash = parseArgon2(phc);
    if (hash === undefined) return true;
    const { memory, passes, parallelism } = this.#cost;
    if (hash.memory !== memory || hash.passes !== passes || hash.parallelism !== parallelism) return true;
    return hash.salt.length < saltLength || hash.tag.length < tagLength;
  }

  #tagOf(password: string, hash: Omit<Argon2Hash, "tag">, length: number): Promise<Uint8Array> {
    const { memory, passes, parallelism, salt } = hash;
    const parameters = { message: Buffer.from(password), nonce: salt, parallelism, tagLength: length, memory, passes };
    return this.#turns.run(
      () =>
        new Promise((resolve, reject) =>
          argon2("argon2id", parameters, (error, tag) => (error === null ? resolve(tag) : reject(error))),
        ),
    );
  }
}
