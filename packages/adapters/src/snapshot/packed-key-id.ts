import { base62Digits } from "@clavis/core";

const prefix = "key_";
const length = prefix.length + 22;
const digitsPerWord = 5;
/** The first of 22 base62 digits is below this for every number of 128 bits. */
const firstDigits = 8;

const wrong = 0x80;
const codeOf = Uint8Array.from(base62Digits, (character) => character.charCodeAt(0));
const digitOf = new Uint8Array(128).fill(wrong);
for (const [digit, code] of codeOf.entries()) digitOf[code] = digit;

/** The number of words a packed id fills; of the last one only the low 12 bits. */
export const keyIdWords = 5;

/**
 * Packs a key's id, `key_` and 22 base62 digits of 128 bits, into the first five words: six bits a digit, five digits a
 * word. So an id is read for a request without arithmetic over 128 bits. False for a text that is no such id; the words
 * are then of no use.
 */
export function packKeyId(id: string, words: Uint32Array): boolean {
  if (id.length !== length || !id.startsWith(prefix)) return false;
  let seen = (digitOf[id.charCodeAt(prefix.length)] ?? wrong) < firstDigits ? 0 : wrong;
  for (let word = 0, at = prefix.length; word < keyIdWords; word++) {
    let packed = 0;
    for (const end = Math.min(at + digitsPerWord, length); at < end; at++) {
      const digit = digitOf[id.charCodeAt(at)] ?? wrong;
      seen |= digit;
      packed = (packed << 6) | digit;
    }
    words[word] = packed;
  }
  return seen < wrong;
}

const k = "k".charCodeAt(0);
const e = "e".charCodeAt(0);
const y = "y".charCodeAt(0);
const _ = "_".charCodeAt(0);

/** The id packed at `at`. Spelled out: one call without an array is twice as fast as a loop over a buffer. */
export function unpackKeyId(words: Uint32Array, at: number): string {
  const a = words[at] ?? 0;
  const b = words[at + 1] ?? 0;
  const c = words[at + 2] ?? 0;
  const d = words[at + 3] ?? 0;
  const f = words[at + 4] ?? 0;
  // biome-ignore format: a word a line
  return String.fromCharCode(
    k, e, y, _,
    code(a >>> 24), code(a >>> 18), code(a >>> 12), code(a >>> 6), code(a),
    code(b >>> 24), code(b >>> 18), code(b >>> 12), code(b >>> 6), code(b),
    code(c >>> 24), code(c >>> 18), code(c >>> 12), code(c >>> 6), code(c),
    code(d >>> 24), code(d >>> 18), code(d >>> 12), code(d >>> 6), code(d),
    code(f >>> 6), code(f),
  );
}

const code = (bits: number): number => codeOf[bits & 63] ?? 0;
