const batch = 4096;
const hexCodes = Buffer.from("0123456789abcdef", "latin1");

/**
 * Makes request ids: UUIDv7 (RFC 9562 section 5.7) of a time in milliseconds since the epoch and 74 random bits.
 * The bits are drawn 4 KiB at a time, because one call of the CSPRNG costs more than the rest of an id.
 */
export function requestIds(randomBytes: (count: number) => Uint8Array): (time: number) => string {
  const text = Buffer.from("00000000-0000-7000-8000-000000000000", "latin1");
  let bytes: Uint8Array = new Uint8Array(0);
  let used = 0;

  const hex = (at: number, byte: number): void => {
    text[at] = hexCodes[byte >>> 4] ?? 0;
    text[at + 1] = hexCodes[byte & 15] ?? 0;
  };

  return (time) => {
    if (used + 10 > bytes.length) {
      bytes = randomBytes(batch);
      used = 0;
    }
    const high = Math.floor(time / 0x1_0000_0000);
    const low = time >>> 0;
    hex(0, (high >>> 8) & 0xff);
    hex(2, high & 0xff);
    hex(4, low >>> 24);
    hex(6, (low >>> 16) & 0xff);
    hex(9, (low >>> 8) & 0xff);
    hex(11, low & 0xff);
    hex(14, 0x70 | (random() & 0x0f));
    hex(16, random());
    hex(19, 0x80 | (random() & 0x3f));
    hex(21, random());
    for (let at = 24; at < 36; at += 2) hex(at, random());
    return text.toString("latin1");
  };

  function random(): number {
    return bytes[used++] ?? 0;
  }
}
