import { hkdfSync } from "node:crypto";

const seedLength = 32;

/**
 * Bytes that the secret key makes of texts: the same texts give the same bytes in the same order, different ones
 * unrelated bytes (HKDF-SHA-256, RFC 5869). Without the secret key they can not be told from random ones.
 */
export function derivedBytes(secretKey: Uint8Array): (...texts: readonly string[]) => (count: number) => Uint8Array {
  return (...texts) => {
    const info = `clavis/derived/1${JSON.stringify(texts)}`;
    const seed = new Uint8Array(hkdfSync("sha256", secretKey, new Uint8Array(0), info, seedLength));
    let drawn = 0;
    return (count) => new Uint8Array(hkdfSync("sha256", seed, String(drawn++), "clavis/derived/1", count));
  };
}
