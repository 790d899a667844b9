import { hkdfSync } from "node:crypto";
import type { KeyDigests } from "@clavis/directory";
import { KeyDigester } from "./key-digester.ts";

const pepperLength = 32;
/** There is one pepper in this release; another version comes with re-keying. */
const pepperVersion = 1;

/** The pepper of API keys: HKDF-SHA-256 (RFC 5869) of the secret key, without salt, for `clavis/api-key/1`. */
export function deriveApiKeyPepper(secretKey: Uint8Array): Uint8Array {
  const info = `clavis/api-key/${pepperVersion}`;
  return new Uint8Array(hkdfSync("sha256", secretKey, new Uint8Array(0), info, pepperLength));
}

/** The keyed digests of secrets, as the store keeps them: HMAC-SHA-256 under the pepper. */
export function keyDigestsWith(pepper: Uint8Array): KeyDigests {
  const digester = new KeyDigester(pepper);
  return {
    digest: (secret) => ({ digest: Buffer.from(digester.digestHex(secret), "hex"), pepper: pepperVersion }),
  };
}
