import { parseAddress } from "@clavis/core";

/** The 4 or 16 bytes of an address; text that is no address in its canonical form stays text. */
export function addressCell(text: string): Uint8Array | string {
  const address = parseAddress(text);
  if (address?.text !== text) return text;
  return Uint8Array.from(address.words.flatMap(bytesOf));
}

const bytesOf = (word: number): number[] => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255];

/** The text of an address's 4 or 16 bytes; undefined for any other number of them. */
export function addressText(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return undefined;
  const hex = Buffer.from(bytes).toString("hex");
  return parseAddress((hex.match(/.{4}/g) ?? []).join(":"))?.text;
}
