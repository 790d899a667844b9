import type { CompactJws } from "./compact-jws.ts";
import type { KeySet } from "./key-set.ts";
import { isSigned, type JwsKey } from "./signature.ts";

/** What became of looking at a signature. `unknown-key`: the set has no key of this `kid`. */
export type Verification =
  | { readonly kind: "signed"; readonly key: JwsKey }
  | { readonly kind: "unknown-key" }
  | { readonly kind: "forged" };

/**
 * Verifies a signature with the key that `kid` names exactly; a token without one is signed by nobody. The algorithm is
 * the key's own, and the token must say the same.
 */
export function verifyJws({ header, signed, signature }: CompactJws, keys: KeySet): Verification {
  const key = header.kid === undefined ? undefined : keys.get(header.kid);
  if (key === undefined) return header.kid === undefined ? { kind: "forged" } : { kind: "unknown-key" };
  if (key.algorithm !== header.algorithm || !isSigned(key, signed, signature)) return { kind: "forged" };
  return { kind: "signed", key };
}
