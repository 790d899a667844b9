import { digestWords, readHexDigest, readLatin1Digest } from "./digest-words.ts";
import { HashIndex } from "./hash-index.ts";
import {
  digestHashIn,
  type FoundKey,
  freeRow,
  hasDigest,
  hasId,
  idIn,
  isFree,
  keyRowWords,
  maxEnvironment,
  nextIn,
  readRow,
  slotIn,
  type TableKey,
  type TableVersion,
  writeRow,
} from "./key-row.ts";
import { NumberPool } from "./number-pool.ts";
import { keyIdWords, packKeyId } from "./packed-key-id.ts";
import { PackedRows } from "./packed-rows.ts";

/**
 * All keys by the digests of their secrets: 104 bytes a secret, and about 13 for each of the two indexes. A key has a
 * row for each of its versions and one slot, which it keeps for as long as it is here.
 */
export class KeyTable {
  readonly #rows = new PackedRows(keyRowWords);
  readonly #rowNumbers = new NumberPool();
  readonly #slots = new NumberPool();
  readonly #released: (slot: number) => void;
  /** To the first row of a key's chain. */
  readonly #byId = new HashIndex();
  readonly #byDigest = new HashIndex();
  /** What is looked for or written. */
  readonly #id = new Uint32Array(keyIdWords);
  readonly #digest = new Uint32Array(digestWords);
  readonly #hasId = (row: number): boolean => hasId(this.#rows.chunk(row), this.#rows.start(row), this.#id);
  readonly #hasDigest = (row: number): boolean => hasDigest(this.#rows.chunk(row), this.#rows.start(row), this.#digest);

  /** `released` is told each slot that another key may get. */
  constructor(released: (slot: number) => void) {
    this.#released = released;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** One more than the highest slot ever used. */
  get slots(): number {
    return this.#slots.length;
  }

  /** Room for so many keys and versions without growing. */
  reserve(keys: number, versions: number): void {
    this.#byId.reserve(keys);
    this.#byDigest.reserve(versions);
  }

  /**
   * Adds a key or replaces the one with its id, all versions included. Gives its slot, or -1 where nothing is kept: the
   * id is none, or there is no version whose digest is one, so that no secret could find it.
   */
  put(key: TableKey, versions: readonly TableVersion[]): number {
    if (key.environment > maxEnvironment) throw new RangeError("too many environments");
    if (!packKeyId(key.id, this.#id)) return -1;
    const slot = this.#drop() ?? this.#slots.claim();
    let next = 0;
    for (const version of versions) next = this.#addRow(key, version, slot, next);
    if (next === 0) return this.#release(slot);
    this.#byId.add(hashOfId(this.#id), next - 1);
    return slot;
  }

  remove(id: string): void {
    const slot = packKeyId(id, this.#id) ? this.#drop() : undefined;
    if (slot !== undefined) this.#release(slot);
  }

  /** Removes the keys of which `keeps` says no. */
  retain(keeps: (slot: number) => boolean): void {
    for (let row = 0; row < this.#rowNumbers.length; row++) {
      const chunk = this.#rows.chunk(row);
      const start = this.#rows.start(row);
      if (!isFree(chunk, start) && !keeps(slotIn(chunk, start))) this.remove(idIn(chunk, start));
    }
  }

  /** The row of the version whose digest this is, 32 characters of latin1; -1 when there is none. */
  findVersion(digest: string): number {
    readLatin1Digest(digest, this.#digest);
    return this.#byDigest.find(this.#digest[0] ?? 0, this.#hasDigest);
  }

  /** The row of the last version of the key with this id; -1 when there is none. */
  findLastVersion(id: string): number {
    return packKeyId(id, this.#id) ? this.#byId.find(hashOfId(this.#id), this.#hasId) : -1;
  }

  /** The version in a row and its key. */
  read(row: number): FoundKey {
    return readRow(this.#rows.chunk(row), this.#rows.start(row));
  }

  /** Writes a version of the key whose id is packed. Gives the start of the chain: its row plus one. */
  #addRow(key: TableKey, version: TableVersion, slot: number, next: number): number {
    if (!readHexDigest(version.digest, this.#digest)) return next;
    const row = this.#rowNumbers.claim();
    this.#rows.reach(row);
    const packed = { id: this.#id, digest: this.#digest, slot, next };
    writeRow(this.#rows.chunk(row), this.#rows.start(row), key, version, packed);
    this.#byDigest.add(this.#digest[0] ?? 0, row);
    return row + 1;
  }

  /** Drops all rows of the key whose id is packed. Gives its slot, which is still taken; undefined without such a key. */
  #drop(): number | undefined {
    const hash = hashOfId(this.#id);
    const first = this.#byId.find(hash, this.#hasId);
    if (first < 0) return undefined;
    this.#byId.remove(hash, first);
    const slot = slotIn(this.#rows.chunk(first), this.#rows.start(first));
    for (let row = first; row >= 0; ) {
      const chunk = this.#rows.chunk(row);
      const start = this.#rows.start(row);
      this.#byDigest.remove(digestHashIn(chunk, start), row);
      this.#rowNumbers.release(row);
      freeRow(chunk, start);
      row = nextIn(chunk, start);
    }
    return slot;
  }

  #release(slot: number): -1 {
    this.#slots.release(slot);
    this.#released(slot);
    return -1;
  }
}

/** Ids of one time share their first words: mixed until every bit counts. */
function hashOfId(words: Uint32Array): number {
  let hash = 0;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
