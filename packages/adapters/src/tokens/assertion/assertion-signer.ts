import type { Assertion } from "@clavis/core";
import type { SigningAlgorithm } from "@clavis/directory";
import { type JwsKey, signedJws } from "../jws/signature.ts";
import type { SigningKeys } from "../signing-keys/signing-keys.ts";
import { type AssertionParties, assertionClaims, assertionType } from "./assertion-claims.ts";

/** How the upstream of an environment is told who calls. */
export interface UpstreamAssertion extends AssertionParties {
  readonly signing: AssertionSigning;
}

export type AssertionSigning =
  /** With a secret that the upstream has too. */
  | { readonly kind: "secret"; readonly key: JwsKey }
  /** With the environment's key for assertions; the upstream has its public half from the published set. */
  | { readonly kind: "key"; readonly algorithm: Exclude<SigningAlgorithm, "HS256"> };

/**
 * Signs what upstreams are told, by environment; an environment that is not named gets nothing. Error where the
 * environment has no key: a call must not go on unsigned to an upstream that relies on it.
 */
export function assertionSigner(upstreams: ReadonlyMap<string, UpstreamAssertion>, keys: SigningKeys): Assertion {
  return (facts, decision, target) => {
    const upstream = facts.environment === undefined ? undefined : upstreams.get(facts.environment);
    if (upstream === undefined || facts.environment === undefined) return undefined;
    const key = keyOf(upstream.signing, facts.environment, keys, facts.time);
    return signedJws(key, assertionType, assertionClaims(upstream, facts, decision, target));
  };
}

function keyOf(signing: AssertionSigning, environment: string, keys: SigningKeys, time: number): JwsKey {
  if (signing.kind === "secret") return signing.key;
  const key = keys.signing({ environment, purpose: "assertion", algorithm: signing.algorithm }, time);
  if (key === undefined) throw new Error(`environment "${environment}" has no key to sign assertions with`);
  return key;
}
