const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const form = /^key_[0-7][0-9A-Za-z]{21}$/;
const firstDigit = 4;
const digitsPerWord = 5;

const codeOf = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const digitOf = new Uint8Array(128).map((_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))));

/** The number of words a packed id fills; of the last one only the low 12 bits. */
export const keyIdWords = 5;

/** True for `key_` and 22 base62 digits that make at most 128 bits. */
export const isKeyId = (text: string): boolean => form.test(text);

/**
 * Packs a key's id, `key_` and 22 base62 digits, into five words from `at`: six bits a digit, five digits a word. So
 * an id is read for a request without arithmetic over 128 bits.
 * TypeError for a text of another form: two of them could become one key.
 */
export function packKeyId(id: string, words: Uint32Array, at: number): void {
  if (!isKeyId(id)) throw new TypeError("not the id of a key");
  for (let word = 0; word < keyIdWords; word++) {
    const from = firstDigit + word * digitsPerWord;
    const end = Math.min(from + digitsPerWord, id.length);
    let packed = 0;
    for (let digit = from; digit < end; digit++) packed = (packed << 6) | (digitOf[id.charCodeAt(digit)] ?? 0);
    words[at + word] = packed;
  }
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
