import type { Algorithm } from "./algorithm.ts";
import { importJwk } from "./import-jwk.ts";
import type { IsKnownSecret } from "./known-secrets.ts";
import type { JwsKey } from "./signature.ts";
import { membersOf } from "./strict-json.ts";

/** Keys of one issuer, by their exact `kid`. */
export type KeySet = ReadonlyMap<string, JwsKey>;

const maxKeys = 100;

export interface KeySetRules {
  /** Keys for any other are left out. */
  readonly algorithms: readonly Algorithm[];
  readonly isKnownSecret: IsKnownSecret;
}

/**
 * Reads a JWK set (RFC 7517 5). Keys for other purposes are left out, for issuers publish theirs beside each other. The
 * reason as text where the whole set is refused: an unusable key, one `kid` twice, secrets beside public keys.
 */
export function importKeySet(document: unknown, rules: KeySetRules): KeySet | { readonly problem: string } {
  const list = membersOf(document)?.get("keys");
  if (!Array.isArray(list)) return { problem: 'has no list "keys"' };
  if (list.length > maxKeys) return { problem: `has more than ${maxKeys} keys` };
  const keys = new Map<string, JwsKey>();
  for (const [at, jwk] of list.entries()) {
    const key = importJwk(jwk, rules.isKnownSecret);
    if ("problem" in key) {
      if (key.kind === "unusable") return { problem: `key ${at + 1} ${key.problem}` };
    } else if (keys.has(key.kid)) return { problem: `"kid" of key ${at + 1} is another key's too` };
    else keys.set(key.kid, key);
  }
  if (isMixed(keys)) return { problem: "holds secrets beside public keys" };
  return new Map([...keys].filter(([, { algorithm }]) => rules.algorithms.includes(algorithm)));
}

function isMixed(keys: KeySet): boolean {
  const secrets = [...keys.values()].filter(({ algorithm }) => algorithm === "HS256").length;
  return secrets > 0 && secrets < keys.size;
}
