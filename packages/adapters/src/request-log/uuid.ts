const dash = 45;
/** The value of a lower-case hex digit by its character code; 16 for anything else. */
const hexValues = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = "0123456789abcdef".indexOf(String.fromCharCode(code));
  return value < 0 ? 16 : value;
});
const hexValue = (code: number): number => hexValues[code] ?? 16;

/** Writes the 16 bytes of a UUID in its usual text form; false, with the bytes left undefined, for any other text. */
export function writeUuid(text: string, into: Uint8Array, start: number): boolean {
  if (text.length !== 36) return false;
  let to = start;
  for (let at = 0; at < 36; at += 2) {
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (text.charCodeAt(at++) !== dash) return false;
    }
    const high = hexValue(text.charCodeAt(at));
    const low = hexValue(text.charCodeAt(at + 1));
    if ((high | low) > 15) return false;
    into[to++] = (high << 4) | low;
  }
  return true;
}

/** The usual text form of 16 bytes; undefined for any other number of them. */
export function uuidText(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The milliseconds in the first 48 bits of a UUIDv7 (RFC 9562, 5.7). */
export function timeOfId(id: Uint8Array): number {
  const byte = (at: number): number => id[at] ?? 0;
  const high = byte(0) * 256 + byte(1);
  const low = byte(2) * 16_777_216 + byte(3) * 65_536 + byte(4) * 256 + byte(5);
  return high * 4_294_967_296 + low;
}
