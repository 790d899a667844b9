import { base62Digits } from "@clavis/core";

const length = 22;

/**
 * An id: a word, `_` and the 22 base62 characters of a UUIDv7 (RFC 9562 5.7). Ids of one word sort by their time as
 * bytes; those of one millisecond in no order. No secret: it stands in logs and URLs.
 */
export function sortableId<Word extends string>(
  word: Word,
  time: number,
  randomBytes: (count: number) => Uint8Array,
): `${Word}_${string}` {
  return `${word}_${base62(uuid7(time, randomBytes(10)), length)}`;
}

/** A number that is not negative as so many base62 characters; what does not fit is cut off at the front. */
export function base62(value: bigint, characters: number): string {
  let text = "";
  for (let rest = value; text.length < characters; rest /= 62n) text = base62Digits.charAt(Number(rest % 62n)) + text;
  return text;
}

/** Bytes as a number, the first the highest. */
export const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** 48 bits of time, the version, 12 random bits, the variant, 62 random bits. */
function uuid7(time: number, random: Uint8Array): bigint {
  const bits = numberOf(random);
  const high = (BigInt(time) << 16n) | 0x7000n | ((bits >> 64n) & 0xfffn);
  return (high << 64n) | (2n << 62n) | (bits & ((1n << 62n) - 1n));
}
