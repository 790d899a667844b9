const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const length = 22;

/**
 * A key's id: `key_` and the 22 base62 characters of a UUIDv7 (RFC 9562 5.7). Ids sort by their time as bytes; those
 * of one millisecond in no order. No secret: it stands in logs and URLs.
 */
export function generateKeyId(time: number, randomBytes: (count: number) => Uint8Array): string {
  let value = uuid7(time, randomBytes(10));
  let text = "";
  for (let at = 0; at < length; at++) {
    text = alphabet.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return `key_${text}`;
}

/** 48 bits of time, the version, 12 random bits, the variant, 62 random bits. */
function uuid7(time: number, random: Uint8Array): bigint {
  const bits = random.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const high = (BigInt(time) << 16n) | 0x7000n | ((bits >> 64n) & 0xfffn);
  return (high << 64n) | (2n << 62n) | (bits & ((1n << 62n) - 1n));
}
