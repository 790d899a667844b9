/** 192 of a digest's 256 bits are kept and compared: more than the 178 that a secret has. */
export const digestWords = 6;

const length = 32;
const wrong = 0x80;
const nibbleOf = new Uint8Array(128).fill(wrong);
for (let nibble = 0; nibble < 16; nibble++) {
  nibbleOf[nibble.toString(16).charCodeAt(0)] = nibble;
  nibbleOf[nibble.toString(16).toUpperCase().charCodeAt(0)] = nibble;
}

/** The first words of a digest of 32 latin1 characters. */
export function readLatin1Digest(digest: string, words: Uint32Array): void {
  for (let word = 0, at = 0; word < digestWords; word++, at += 4)
    words[word] =
      (digest.charCodeAt(at) << 24) |
      (digest.charCodeAt(at + 1) << 16) |
      (digest.charCodeAt(at + 2) << 8) |
      digest.charCodeAt(at + 3);
}

/** The same words of a digest in hex. False when it is not 32 bytes in hex; the words are then of no use. */
export function readHexDigest(digest: string, words: Uint32Array): boolean {
  let seen = digest.length === 2 * length ? 0 : wrong;
  for (let word = 0, at = 0; word < digestWords; word++) {
    let bits = 0;
    for (const end = at + 8; at < end; at++) {
      const nibble = nibbleOf[digest.charCodeAt(at)] ?? wrong;
      seen |= nibble;
      bits = (bits << 4) | nibble;
    }
    words[word] = bits;
  }
  return seen < wrong;
}
