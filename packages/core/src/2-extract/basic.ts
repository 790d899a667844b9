/** The user and password of Basic credentials (RFC 7617), UTF-8; undefined where they can not be read. */
export function readBasic(encoded: string): { readonly user: string; readonly password: string } | undefined {
  const bytes = readBase64(encoded);
  const text = bytes === undefined ? undefined : utf8(bytes);
  const colon = text?.indexOf(":") ?? -1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 section 2 refuses control characters
  if (text === undefined || colon < 0 || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Padded base64 as RFC 4648 section 4 writes it; one `%XX` per byte comes out, ready for decodeURIComponent. */
function readBase64(text: string): string | undefined {
  if (!base64Form.test(text)) return undefined;
  let escaped = "";
  let bits = 0;
  let held = 0;
  for (const character of text.replaceAll("=", "")) {
    held = (held << 6) | alphabet.indexOf(character);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >>> bits) & 255).toString(16).padStart(2, "0")}`;
    held &= (1 << bits) - 1;
  }
  return escaped;
}

function utf8(escaped: string): string | undefined {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
