import { type Algorithm, isAlgorithm } from "./algorithm.ts";
import { strictObject } from "./strict-json.ts";

/** The protected header, as far as anything of it counts. */
export interface JwsHeader {
  readonly algorithm: Algorithm;
  readonly kid: string | undefined;
  /** Lower-case and without `application/` (RFC 7515 4.1.9); undefined where there is none. */
  readonly typ: string | undefined;
}

/** A JWS in compact form, read but not verified. */
export interface CompactJws {
  readonly header: JwsHeader;
  readonly payload: Uint8Array;
  /** What the signature covers: header and payload as written. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

/** Characters of a token. Longer headers are refused on the way by many programs. */
export const maxTokenLength = 8192;
const maxKid = 256;
const compactForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/**
 * What a header may hold. Nothing may bring its own key (`jwk`, `jku`, `x5c`, `x5u`), and nothing that has to be
 * understood (`crit`, `b64`, `zip`, `enc`) is. The thumbprints name a certificate and are not looked at.
 */
const known: ReadonlySet<string> = new Set(["alg", "kid", "typ", "x5t", "x5t#S256"]);

/**
 * Reads a JWS strictly (RFC 7515 7.1; SECURITY JWT-02, JWT-04, JWT-08): at most 8 KiB, three parts in the one way to
 * encode them, a header of known members. Undefined for anything else. Verifies nothing.
 */
export function parseCompactJws(text: string): CompactJws | undefined {
  if (text.length > maxTokenLength || !compactForm.test(text)) return undefined;
  const first = text.indexOf(".");
  const last = text.lastIndexOf(".");
  const head = canonicalBytes(text.slice(0, first));
  const payload = canonicalBytes(text.slice(first + 1, last));
  const signature = canonicalBytes(text.slice(last + 1));
  const header = head && headerOf(head);
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  return { header, payload, signed: text.slice(0, last), signature };
}

/** The bytes of a base64url text; undefined where the same bytes are written in another way. */
export function canonicalBytes(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

function headerOf(bytes: Uint8Array): JwsHeader | undefined {
  const members = strictObject(bytes);
  if (members === undefined || [...members.keys()].some((name) => !known.has(name))) return undefined;
  const algorithm = members.get("alg");
  const kid = members.get("kid");
  const typ = members.get("typ");
  if (!isAlgorithm(algorithm) || !isShortText(kid) || !isShortText(typ)) return undefined;
  return { algorithm, kid, typ: typ?.toLowerCase().replace(/^application\//, "") };
}

const isShortText = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === "string" && value !== "" && value.length <= maxKid);
