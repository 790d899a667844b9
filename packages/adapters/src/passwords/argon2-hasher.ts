import { createHash } from "node:crypto";
import type { PasswordHasher } from "@clavis/directory";
import { argon2Tag, readArgon2 } from "./argon2.ts";
import { type Argon2Hash, formatArgon2, parseArgon2 } from "./argon2-phc.ts";
import { BoundedTurns, type Waiter } from "./bounded-turns.ts";
import type { ReadHash } from "./hash-format.ts";
import { readForeignHash, readStoredHash } from "./stored-hash.ts";

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
  /** How many more may wait; 32, which is under a second and a half of work. Half of them for strangers. */
  readonly waiting?: number;
}

const saltLength = 16;
const tagLength = 32;

/**
 * Hashes passwords with argon2id (RFC 9106) as PHC strings, and verifies those too that were made elsewhere in another
 * format; all off the main thread. Passwords come in their one form (directory's `canonicalPassword`). Everything that
 * hashes shares one of these: what it may take is bounded as a whole (SECURITY AUT-14), and `hash` and `verify` reject
 * with HasherBusy beyond that.
 */
export class Argon2Hasher implements PasswordHasher {
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #cost: Pick<Argon2Hash, "variant" | "memory" | "passes" | "parallelism">;
  readonly #turns: BoundedTurns;
  /** Of no password: what is verified where there is nothing to verify, so that it takes as long. */
  readonly #nobody: ReadHash;

  constructor({ randomBytes, memory = 19_456, passes = 2, parallelism = 1, atOnce = 2, waiting = 32 }: Argon2Options) {
    this.#randomBytes = randomBytes;
    this.#cost = { variant: "argon2id", memory, passes, parallelism };
    this.#turns = new BoundedTurns(atOnce, waiting);
    this.#nobody = readArgon2({ ...this.#cost, salt: randomBytes(saltLength), tag: randomBytes(tagLength) });
  }

  /** True when `verify` for this waiter would be refused. */
  isFullFor(waiter: Waiter): boolean {
    return this.#turns.isFullFor(waiter);
  }

  /** Whoever has a password hashed was let in for it: no stranger. */
  async hash(password: string): Promise<string> {
    const salt = this.#randomBytes(saltLength);
    const tag = await this.#turns.run("known", () => argon2Tag(password, { ...this.#cost, salt }, tagLength));
    return formatArgon2({ ...this.#cost, salt, tag });
  }

  sha1(text: string): string {
    return createHash("sha1").update(text).digest("hex");
  }

  importFlaw(hash: string): string | undefined {
    const read = readForeignHash(hash);
    return read.kind === "flaw" ? read.detail : undefined;
  }

  /**
   * Whether the password is the one of a stored hash. Without one, or with one that can not be read: no, as slowly. A
   * hash made elsewhere takes the time that it asks for.
   */
  async verify(password: string, hash: string | undefined, waiter: Waiter = "stranger"): Promise<boolean> {
    const stored = hash === undefined ? undefined : readStoredHash(hash);
    const isGenuine = await this.#turns.run(waiter, () => (stored ?? this.#nobody).verify(password));
    return isGenuine && stored !== undefined;
  }

  /** Whether the string was made in another way than new ones are. */
  needsRehash(phc: string): boolean {
    const hash = parseArgon2(phc);
    if (hash === undefined || hash.variant !== this.#cost.variant) return true;
    const { memory, passes, parallelism } = this.#cost;
    if (hash.memory !== memory || hash.passes !== passes || hash.parallelism !== parallelism) return true;
    return hash.salt.length < saltLength || hash.tag.length < tagLength;
  }
}
