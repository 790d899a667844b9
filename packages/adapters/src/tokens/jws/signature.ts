import { constants, createHmac, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";
import type { Algorithm } from "./algorithm.ts";

/** A key with the one algorithm it is used with: the key decides, never what a token says of itself (SECURITY JWT-01). */
export interface JwsKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** ES256 signatures are the two numbers, 32 bytes each (RFC 7518 3.4), not ASN.1. */
const dsaEncoding = "ieee-p1363";
const padding = constants.RSA_PKCS1_PADDING;

const hmac = (key: KeyObject, signed: string): Buffer => createHmac("sha256", key).update(signed).digest();

/** True when the signature is this key's over the text. Of tokens by this algorithm the caller has made sure. */
export function isSigned({ algorithm, key }: JwsKey, signed: string, signature: Uint8Array): boolean {
  const bytes = Buffer.from(signed, "latin1");
  switch (algorithm) {
    case "HS256": {
      const expected = hmac(key, signed);
      return signature.length === expected.length && timingSafeEqual(expected, signature);
    }
    case "RS256":
      return verify("sha256", bytes, { key, padding }, signature);
    case "ES256":
      return signature.length === 64 && verify("sha256", bytes, { key, dsaEncoding }, signature);
    case "EdDSA":
      return signature.length === 64 && verify(null, bytes, key, signature);
  }
}

/** The key's signature over an ASCII text. */
export function signatureOf({ algorithm, key }: JwsKey, signed: string): Buffer {
  const bytes = Buffer.from(signed, "latin1");
  switch (algorithm) {
    case "HS256":
      return hmac(key, signed);
    case "RS256":
      return sign("sha256", bytes, { key, padding });
    case "ES256":
      return sign("sha256", bytes, { key, dsaEncoding });
    case "EdDSA":
      return sign(null, bytes, key);
  }
}

/** A JWS in compact form over a JSON object. `typ` as it is to stand in the header. */
export function signedJws(key: JwsKey, typ: string, payload: object): string {
  const signed = `${encoded({ alg: key.algorithm, kid: key.kid, typ })}.${encoded(payload)}`;
  return `${signed}.${signatureOf(key, signed).toString("base64url")}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
