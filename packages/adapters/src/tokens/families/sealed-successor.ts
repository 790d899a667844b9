import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const cipher = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/**
 * A successor, encrypted under a key that HKDF-SHA-256 derives from the token it follows. Who has the database alone has
 * neither.
 */
export function sealSuccessor(token: string, successor: string): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const sealer = createCipheriv(cipher, keyOf(token), nonce, { authTagLength: tagLength });
  const sealed = Buffer.concat([nonce, sealer.update(successor, "utf8"), sealer.final(), sealer.getAuthTag()]);
  return new Uint8Array(sealed);
}

/** Error where it was not sealed for this token. */
export function openSuccessor(token: string, sealed: Uint8Array): string {
  const opener = createDecipheriv(cipher, keyOf(token), sealed.subarray(0, nonceLength), { authTagLength: tagLength });
  opener.setAuthTag(sealed.subarray(-tagLength));
  return opener.update(sealed.subarray(nonceLength, -tagLength), undefined, "utf8") + opener.final("utf8");
}

const keyOf = (token: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", token, new Uint8Array(0), "clavis/refresh-successor/1", 32));
