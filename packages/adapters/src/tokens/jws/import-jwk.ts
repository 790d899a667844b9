import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { Algorithm } from "./algorithm.ts";
import { canonicalBytes } from "./compact-jws.ts";
import type { IsKnownSecret } from "./known-secrets.ts";
import { hasRocaFingerprint } from "./roca.ts";
import type { JwsKey } from "./signature.ts";
import { type Members, membersOf } from "./strict-json.ts";

/** Why a JWK is no key of ours. `foreign`: well-formed perhaps, but for something else than what we do. */
export interface JwkProblem {
  readonly kind: "foreign" | "unusable";
  readonly problem: string;
}

const unusable = (problem: string): JwkProblem => ({ kind: "unusable", problem });
const foreign = (problem: string): JwkProblem => ({ kind: "foreign", problem });

const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"];
const minModulusBits = 2048;
const maxModulusBits = 8192;
const minSecretBytes = 32;
/** 32 random bytes with fewer different ones than this do not happen. */
const fewestDifferent = 8;

/**
 * Reads a JWK (RFC 7517) as a key to verify with: public, or a shared secret. `kid` is demanded, `alg` may be absent
 * where the type of the key leaves one choice; `use` and `key_ops` must not speak against it.
 */
export function importJwk(jwk: unknown, isKnownSecret: IsKnownSecret): JwsKey | JwkProblem {
  const members = membersOf(jwk);
  if (members === undefined) return unusable("a key is a JSON object");
  const kid = members.get("kid");
  const purpose = purposeProblem(members);
  if (purpose !== undefined) return foreign(purpose);
  const algorithm = algorithmOf(members);
  if (algorithm === undefined) return foreign("is for an algorithm other than HS256, RS256, ES256 and EdDSA");
  const alg = members.get("alg");
  if (alg !== undefined && alg !== algorithm) return foreign(`"alg" does not fit a key for ${algorithm}`);
  if (typeof kid !== "string" || kid === "" || kid.length > 256) return unusable('has no "kid"');
  if (privateMembers.some((name) => members.has(name))) return unusable("holds the private part of a key");
  const key = keyOf(members, algorithm, isKnownSecret);
  return "problem" in key ? key : { kid, algorithm, key };
}

/** The key object of a shared secret; its bytes must be as many as the digest has, and not be known (SECURITY JWT-03). */
export function importSecret(secret: Uint8Array, isKnownSecret: IsKnownSecret): KeyObject | JwkProblem {
  if (secret.length < minSecretBytes) return unusable(`the secret has fewer than ${minSecretBytes} bytes`);
  if (new Set(secret).size < fewestDifferent) return unusable("the secret is not random");
  if (isKnownSecret(secret)) return unusable("the secret is published: make a random one");
  return createSecretKey(secret);
}

function purposeProblem(members: Members): string | undefined {
  const use = members.get("use");
  const operations = members.get("key_ops");
  if (use !== undefined && use !== "sig") return '"use" is not "sig"';
  if (operations === undefined) return undefined;
  return Array.isArray(operations) && operations.includes("verify") ? undefined : '"key_ops" does not hold "verify"';
}

/** The one algorithm that we use such a key for. */
function algorithmOf(members: Members): Algorithm | undefined {
  const curve = members.get("crv");
  switch (members.get("kty")) {
    case "oct":
      return "HS256";
    case "RSA":
      return "RS256";
    case "EC":
      return curve === "P-256" ? "ES256" : undefined;
    case "OKP":
      return curve === "Ed25519" ? "EdDSA" : undefined;
    default:
      return undefined;
  }
}

function keyOf(members: Members, algorithm: Algorithm, isKnownSecret: IsKnownSecret): KeyObject | JwkProblem {
  switch (algorithm) {
    case "HS256": {
      const secret = bytesOf(members, "k");
      return secret === undefined ? unusable('"k" is not base64url') : importSecret(secret, isKnownSecret);
    }
    case "RS256":
      return rsaProblem(members) ?? publicKeyOf(members, ["kty", "n", "e"]);
    case "ES256":
      return lengthProblem(members, ["x", "y"]) ?? publicKeyOf(members, ["kty", "crv", "x", "y"]);
    case "EdDSA":
      return lengthProblem(members, ["x"]) ?? publicKeyOf(members, ["kty", "crv", "x"]);
  }
}

function rsaProblem(members: Members): JwkProblem | undefined {
  const modulus = numberOf(members, "n");
  const exponent = numberOf(members, "e");
  if (modulus === undefined || exponent === undefined) return unusable('"n" or "e" is not a base64url number');
  const bits = modulus.toString(2).length;
  if (bits < minModulusBits || bits > maxModulusBits)
    return unusable(`has ${bits} bits; from ${minModulusBits} to ${maxModulusBits} are accepted`);
  if (exponent < 65537n || exponent % 2n === 0n || exponent >= 1n << 64n) return unusable('"e" is weak');
  return hasRocaFingerprint(modulus) ? unusable("is of the kind that CVE-2017-15361 lets be factored") : undefined;
}

/** Each coordinate has all of its 32 bytes (RFC 7518 6.2.1.2, RFC 8037 2). */
function lengthProblem(members: Members, names: readonly string[]): JwkProblem | undefined {
  const wrong = names.find((name) => bytesOf(members, name)?.length !== 32);
  return wrong === undefined ? undefined : unusable(`"${wrong}" is not 32 bytes in base64url`);
}

/** Only the members named reach the parser. It refuses points that are not on the curve. */
function publicKeyOf(members: Members, names: readonly string[]): KeyObject | JwkProblem {
  const key: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, members.get(name)]));
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    return unusable("is no valid public key");
  }
}

function bytesOf(members: Members, name: string): Uint8Array | undefined {
  const value = members.get(name);
  return typeof value === "string" ? canonicalBytes(value) : undefined;
}

function numberOf(members: Members, name: string): bigint | undefined {
  const bytes = bytesOf(members, name);
  return bytes === undefined || bytes.length === 0 || bytes[0] === 0
    ? undefined
    : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}
