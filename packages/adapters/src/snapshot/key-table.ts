import { digestWords, readHexDigest, readLatin1Digest } from "./digest-words.ts";
import { HashIndex } from "./hash-index.ts";
import { packKeyId, unpackKeyId } from "./packed-key-id.ts";
import { PackedRows } from "./packed-rows.ts";

/** A key as the table takes it: texts and lists are indexes into other tables. Times in ms, ±Infinity for none. */
export interface TableKey {
  readonly id: string;
  /** Below 2^19. */
  readonly environment: number;
  readonly account: number;
  readonly rights: number;
  readonly ceiling: number;
  readonly restrictions: number;
  readonly enabled: boolean;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly revokedAt: number;
}

export interface TableVersion {
  /** From 1. */
  readonly version: number;
  /** 64 hex characters. */
  readonly digest: string;
  readonly endsAt: number;
}

/** A key with the version that was asked for. */
export interface FoundKey extends TableKey {
  readonly slot: number;
  readonly version: number;
  readonly versionEndsAt: number;
}

/** The words of a key's row, behind the id's first four. `flags` is the id's last 12 bits, 19 bits of environment and the enabled bit. */
const keyAt = { flags: 4, account: 5, rights: 6, ceiling: 7, restrictions: 8, versions: 9 } as const;
/** Its numbers, behind the words. */
const keyNumberAt = { notBefore: 5, expiresAt: 6, revokedAt: 7 } as const;
const keyWords = 16;

/** The words of a version's row, behind the digest. */
const versionAt = { slot: 7, next: 8, version: 9 } as const;
const versionNumberAt = { endsAt: 5 } as const;
const versionWords = 12;

const idBits = 0xfff;
const environmentShift = 12;
const environmentBits = 0x7ffff;
const enabledBit = 0x80000000;

/**
 * All keys and their secrets' digests in packed rows: 64 bytes a key, 48 a secret and about 13 for each of the two
 * indexes over them. A key keeps its slot as long as it is here.
 */
export class KeyTable {
  readonly #keys = new PackedRows(keyWords);
  readonly #versions = new PackedRows(versionWords);
  readonly #byId = new HashIndex();
  readonly #byDigest = new HashIndex();
  /** The id or digest looked for. */
  readonly #wanted = new Uint32Array(digestWords);
  readonly #isWantedId = (slot: number): boolean => this.#hasWantedId(slot);
  readonly #isWantedDigest = (row: number): boolean => this.#hasWantedDigest(row);

  get size(): number {
    return this.#byId.size;
  }

  /** One more than the highest slot ever used. */
  get slots(): number {
    return this.#keys.length;
  }

  /** Room for so many keys and versions without growing. */
  reserve(keys: number, versions: number): void {
    this.#byId.reserve(keys);
    this.#byDigest.reserve(versions);
  }

  /**
   * Adds a key or replaces the one with its id, all versions included. Gives its slot, or -1 when the id is none; the
   * key is then not kept. Nor is a version whose digest is none.
   */
  put(key: TableKey, versions: readonly TableVersion[]): number {
    if (key.environment > environmentBits) throw new RangeError("too many environments");
    if (!packKeyId(key.id, this.#wanted)) return -1;
    const hash = hashOfId(this.#wanted);
    let slot = this.#byId.find(hash, this.#isWantedId);
    if (slot >= 0) this.#dropVersions(slot);
    else {
      slot = this.#keys.claim();
      this.#byId.add(hash, slot);
    }
    this.#writeKey(slot, key);
    for (const version of versions) this.#addVersion(slot, version);
    return slot;
  }

  /** Removes a key; its slot may then go to another. */
  remove(slot: number): void {
    this.#dropVersions(slot);
    const { words } = this.#keys.chunk(slot);
    const at = this.#keys.start(slot);
    this.#byId.remove(hashOfId(this.#wantedId(words.subarray(at, at + keyAt.flags + 1))), slot);
    this.#keys.release(slot);
  }

  /** -1 when there is no such key. */
  slotOf(id: string): number {
    return packKeyId(id, this.#wanted) ? this.#byId.find(hashOfId(this.#wanted), this.#isWantedId) : -1;
  }

  /** The id of the key in a slot; of the key that was there last, when it is free. */
  idOf(slot: number): string {
    return unpackKeyId(this.#keys.chunk(slot).words, this.#keys.start(slot));
  }

  /** The row of the version whose digest this is, 32 characters of latin1; -1 when there is none. */
  findVersion(digest: string): number {
    readLatin1Digest(digest, this.#wanted);
    return this.#byDigest.find(this.#wanted[0] ?? 0, this.#isWantedDigest);
  }

  /** The version in a row and its key. */
  read(row: number): FoundKey {
    const version = this.#versions.chunk(row);
    const from = this.#versions.start(row);
    const slot = version.words[from + versionAt.slot] ?? 0;
    const { words, numbers } = this.#keys.chunk(slot);
    const at = this.#keys.start(slot);
    const flags = words[at + keyAt.flags] ?? 0;
    return {
      id: unpackKeyId(words, at),
      slot,
      version: version.words[from + versionAt.version] ?? 0,
      versionEndsAt: version.numbers[from / 2 + versionNumberAt.endsAt] ?? 0,
      environment: (flags >>> environmentShift) & environmentBits,
      enabled: flags >= enabledBit,
      account: words[at + keyAt.account] ?? 0,
      rights: words[at + keyAt.rights] ?? 0,
      ceiling: words[at + keyAt.ceiling] ?? 0,
      restrictions: words[at + keyAt.restrictions] ?? 0,
      notBefore: numbers[at / 2 + keyNumberAt.notBefore] ?? 0,
      expiresAt: numbers[at / 2 + keyNumberAt.expiresAt] ?? 0,
      revokedAt: numbers[at / 2 + keyNumberAt.revokedAt] ?? 0,
    };
  }

  /** Its id is the wanted one. */
  #writeKey(slot: number, key: TableKey): void {
    const { words, numbers } = this.#keys.chunk(slot);
    const at = this.#keys.start(slot);
    for (let word = 0; word < keyAt.flags; word++) words[at + word] = this.#wanted[word] ?? 0;
    const flags = (key.environment << environmentShift) | (key.enabled ? enabledBit : 0);
    words[at + keyAt.flags] = (this.#wanted[keyAt.flags] ?? 0) | flags;
    words[at + keyAt.account] = key.account;
    words[at + keyAt.rights] = key.rights;
    words[at + keyAt.ceiling] = key.ceiling;
    words[at + keyAt.restrictions] = key.restrictions;
    words[at + keyAt.versions] = 0;
    numbers[at / 2 + keyNumberAt.notBefore] = key.notBefore;
    numbers[at / 2 + keyNumberAt.expiresAt] = key.expiresAt;
    numbers[at / 2 + keyNumberAt.revokedAt] = key.revokedAt;
  }

  /** The versions of a key are a chain of row numbers plus one, 0 at its end. */
  #addVersion(slot: number, { version, digest, endsAt }: TableVersion): void {
    if (!readHexDigest(digest, this.#wanted)) return;
    const row = this.#versions.claim();
    const { words, numbers } = this.#versions.chunk(row);
    const at = this.#versions.start(row);
    const key = this.#keys.chunk(slot).words;
    const first = this.#keys.start(slot) + keyAt.versions;
    for (let word = 0; word < digestWords; word++) words[at + word] = this.#wanted[word] ?? 0;
    words[at + versionAt.slot] = slot;
    words[at + versionAt.next] = key[first] ?? 0;
    words[at + versionAt.version] = version;
    numbers[at / 2 + versionNumberAt.endsAt] = endsAt;
    key[first] = row + 1;
    this.#byDigest.add(this.#wanted[0] ?? 0, row);
  }

  #dropVersions(slot: number): void {
    let row = (this.#keys.chunk(slot).words[this.#keys.start(slot) + keyAt.versions] ?? 0) - 1;
    while (row >= 0) {
      const { words } = this.#versions.chunk(row);
      const at = this.#versions.start(row);
      this.#byDigest.remove(words[at] ?? 0, row);
      this.#versions.release(row);
      row = (words[at + versionAt.next] ?? 0) - 1;
    }
  }

  #wantedId(id: Uint32Array): Uint32Array {
    this.#wanted.set(id);
    this.#wanted[keyAt.flags] = (id[keyAt.flags] ?? 0) & idBits;
    return this.#wanted;
  }

  #hasWantedId(slot: number): boolean {
    const { words } = this.#keys.chunk(slot);
    const at = this.#keys.start(slot);
    for (let word = 0; word < keyAt.flags; word++) if (words[at + word] !== this.#wanted[word]) return false;
    return ((words[at + keyAt.flags] ?? 0) & idBits) === this.#wanted[keyAt.flags];
  }

  #hasWantedDigest(row: number): boolean {
    const { words } = this.#versions.chunk(row);
    const at = this.#versions.start(row);
    for (let word = 0; word < digestWords; word++) if (words[at + word] !== this.#wanted[word]) return false;
    return true;
  }
}

/** Ids of one time share their first words: mixed until every bit counts. */
function hashOfId(words: Uint32Array): number {
  let hash = 0;
  for (let word = 0; word <= keyAt.flags; word++) {
    hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
