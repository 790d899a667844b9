import type { KeyRecord } from "@clavis/core";
import { digestWords } from "./digest-words.ts";
import { unpackKeyId } from "./packed-key-id.ts";
import type { RowChunk } from "./packed-rows.ts";

/** A key as the table takes it: texts and lists are indexes into other tables. Times in ms, ±Infinity for none. */
export interface TableKey {
  readonly id: string;
  /** At most `maxEnvironment`. */
  readonly environment: number;
  readonly owner: KeyRecord["owner"];
  /** Which account or application that is. */
  readonly ownerIndex: number;
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

const at = {
  id: 0,
  flags: 4,
  owner: 5,
  rights: 6,
  ceiling: 7,
  restrictions: 8,
  version: 9,
  next: 10,
  slot: 11,
  digest: 12,
};
/** The numbers lie behind the words. */
const numberAt = { notBefore: 9, expiresAt: 10, revokedAt: 11, versionEndsAt: 12 };

/** The words of a row: one version of a key, with all of the key. A look-up reads this one place in memory. */
export const keyRowWords = 26;

/** `flags` are the last 12 bits of the id, the environment, whose key it is and the enabled bit. */
const idBits = 0xfff;
const environmentShift = 12;
export const maxEnvironment = 0x3ffff;
const applicationBit = 0x40000000;
const enabledBit = 0x80000000;

/** The words of an id before `flags`. */
const idWords = at.flags;
const freeSlot = 0xffffffff;

/** Writes all of a row. `id` and `digest` are packed; `next` is the row of the key's next version plus one, 0 = none. */
export function writeRow(
  { words, numbers }: RowChunk,
  start: number,
  key: TableKey,
  version: TableVersion,
  packed: { readonly id: Uint32Array; readonly digest: Uint32Array; readonly slot: number; readonly next: number },
): void {
  for (let word = 0; word < idWords; word++) words[start + at.id + word] = packed.id[word] ?? 0;
  words[start + at.flags] = (packed.id[idWords] ?? 0) | flagsOf(key);
  words[start + at.owner] = key.ownerIndex;
  words[start + at.rights] = key.rights;
  words[start + at.ceiling] = key.ceiling;
  words[start + at.restrictions] = key.restrictions;
  words[start + at.version] = version.version;
  words[start + at.next] = packed.next;
  words[start + at.slot] = packed.slot;
  for (let word = 0; word < digestWords; word++) words[start + at.digest + word] = packed.digest[word] ?? 0;
  numbers[start / 2 + numberAt.notBefore] = key.notBefore;
  numbers[start / 2 + numberAt.expiresAt] = key.expiresAt;
  numbers[start / 2 + numberAt.revokedAt] = key.revokedAt;
  numbers[start / 2 + numberAt.versionEndsAt] = version.endsAt;
}

function flagsOf({ environment, owner, enabled }: TableKey): number {
  return (
    (environment << environmentShift) | (owner === "application" ? applicationBit : 0) | (enabled ? enabledBit : 0)
  );
}

export function readRow({ words, numbers }: RowChunk, start: number): FoundKey {
  const flags = words[start + at.flags] ?? 0;
  return {
    id: unpackKeyId(words, start + at.id),
    slot: words[start + at.slot] ?? 0,
    version: words[start + at.version] ?? 0,
    environment: (flags >>> environmentShift) & maxEnvironment,
    enabled: flags >= enabledBit,
    owner: (flags & applicationBit) === 0 ? "account" : "application",
    ownerIndex: words[start + at.owner] ?? 0,
    rights: words[start + at.rights] ?? 0,
    ceiling: words[start + at.ceiling] ?? 0,
    restrictions: words[start + at.restrictions] ?? 0,
    notBefore: numbers[start / 2 + numberAt.notBefore] ?? 0,
    expiresAt: numbers[start / 2 + numberAt.expiresAt] ?? 0,
    revokedAt: numbers[start / 2 + numberAt.revokedAt] ?? 0,
    versionEndsAt: numbers[start / 2 + numberAt.versionEndsAt] ?? 0,
  };
}

export const slotIn = ({ words }: RowChunk, start: number): number => words[start + at.slot] ?? 0;
export const nextIn = ({ words }: RowChunk, start: number): number => (words[start + at.next] ?? 0) - 1;
export const digestHashIn = ({ words }: RowChunk, start: number): number => words[start + at.digest] ?? 0;
export const idIn = ({ words }: RowChunk, start: number): string => unpackKeyId(words, start + at.id);

/** Marks a row as free, so that it is not taken for a key when all rows are gone through. */
export function freeRow({ words }: RowChunk, start: number): void {
  words[start + at.slot] = freeSlot;
}

export const isFree = (chunk: RowChunk, start: number): boolean => slotIn(chunk, start) === freeSlot;

export function hasId({ words }: RowChunk, start: number, id: Uint32Array): boolean {
  for (let word = 0; word < idWords; word++) if (words[start + at.id + word] !== id[word]) return false;
  return ((words[start + at.flags] ?? 0) & idBits) === id[idWords];
}

export function hasDigest({ words }: RowChunk, start: number, digest: Uint32Array): boolean {
  for (let word = 0; word < digestWords; word++) if (words[start + at.digest + word] !== digest[word]) return false;
  return true;
}
