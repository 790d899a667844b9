/**
 * The form of our own API keys (DESIGN 5.3): `<prefix>_<tag>_<30 base62 random><6 base62 CRC-32>`.
 * The CRC-32 (ISO-HDLC, as zlib's) covers everything before it, as UTF-8.
 */

import { base62Digits } from "./base62.ts";

const randomLength = 30;
const checkLength = 6;

/** What may stand as prefix and as tag. */
export const keyWordForm: RegExp = /^[a-z][a-z0-9]{0,15}$/;

const bodyForm = /^[0-9A-Za-z]{36}$/;

/**
 * Makes a key's secret. `randomBytes` gives that many bytes from the system's CSPRNG; it is asked again until 30
 * base62 characters (178 bits) are drawn without bias.
 */
export function composeApiKey(prefix: string, tag: string, randomBytes: (count: number) => Uint8Array): string {
  let text = `${prefix}_${tag}_`;
  const length = text.length + randomLength;
  while (text.length < length) {
    for (const byte of randomBytes(48)) if (byte < 248 && text.length < length) text += base62Digits[byte % 62];
  }
  return text + checksum(text);
}

/** True when the text has our form with this prefix and its checksum is right. Says nothing of its being known. */
export function isApiKeyForm(prefix: string, text: string): boolean {
  if (!text.startsWith(prefix) || text.charCodeAt(prefix.length) !== 95) return false;
  const end = text.length - checkLength;
  const tagEnd = end - randomLength - 1;
  if (tagEnd <= prefix.length + 1 || text.charCodeAt(tagEnd) !== 95) return false;
  return (
    keyWordForm.test(text.slice(prefix.length + 1, tagEnd)) &&
    bodyForm.test(text.slice(tagEnd + 1)) &&
    checksum(text.slice(0, end)) === text.slice(end)
  );
}

function checksum(text: string): string {
  let rest = crc32(text);
  let check = "";
  for (let at = 0; at < checkLength; at++) {
    check = base62Digits[rest % 62] + check;
    rest = Math.floor(rest / 62);
  }
  return check;
}

const crcTable = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** ASCII only: every text that reaches it has passed a form check or was made here. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = (crcTable[(crc ^ text.charCodeAt(at)) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
