import { createHash, hash } from "node:crypto";

const blockLength = 64;
const digestLength = 32;
/** Secrets that can take more bytes than this are digested in a buffer of their own. */
const keptLength = 1024;

/**
 * The keyed digest of a key's secret: HMAC-SHA-256 (RFC 2104) of its UTF-8 under the pepper, as two one-shot hashes over
 * prepared blocks. That is half the time of `createHmac`; latin1 is the fastest form the hash gives its result in.
 */
export class KeyDigester {
  /** The inner pad, then room for the secret; zero but for the time of a call. */
  readonly #inner: Buffer;
  /** The outer pad, then the inner digest. */
  readonly #outer: Buffer;
  /** The inner block with so many bytes of secret, made at first use: a new view a call costs more than the hash. */
  readonly #views: (Buffer | undefined)[] = [];

  constructor(pepper: Uint8Array) {
    const key = pepper.length > blockLength ? createHash("sha256").update(pepper).digest() : pepper;
    this.#inner = padded(key, 0x36, keptLength);
    this.#outer = padded(key, 0x5c, digestLength);
  }

  /** 32 characters, one a byte (latin1). */
  digest(secret: string): string {
    this.#outer.write(this.#innerDigest(secret), blockLength, "latin1");
    return hash("sha256", this.#outer, "latin1");
  }

  /** 64 lower-case hex characters. */
  digestHex(secret: string): string {
    return Buffer.from(this.digest(secret), "latin1").toString("hex");
  }

  #innerDigest(secret: string): string {
    if (secret.length * 3 > keptLength) return this.#longInnerDigest(secret);
    const length = this.#inner.write(secret, blockLength);
    this.#views[length] ??= this.#inner.subarray(0, blockLength + length);
    const digest = hash("sha256", this.#views[length], "latin1");
    this.#inner.fill(0, blockLength, blockLength + length);
    return digest;
  }

  #longInnerDigest(secret: string): string {
    const block = Buffer.alloc(blockLength + Buffer.byteLength(secret));
    this.#inner.copy(block, 0, 0, blockLength);
    block.write(secret, blockLength);
    const digest = hash("sha256", block, "latin1");
    block.fill(0);
    return digest;
  }
}

function padded(key: Uint8Array, pad: number, room: number): Buffer {
  const block = Buffer.alloc(blockLength + room);
  for (let at = 0; at < blockLength; at++) block[at] = (key[at] ?? 0) ^ pad;
  return block;
}
