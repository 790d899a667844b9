import type { PresentedCredential } from "../2-extract/presented.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { Snapshot } from "../kernel/ports.ts";
import type { Principal } from "./principal.ts";

/** A caller named by id instead of proved by a secret, as the decision sees one. */
export interface Supposed {
  readonly caller: PresentedCredential | undefined;
  readonly principal: Principal;
}

const nobody: Supposed = { caller: undefined, principal: { kind: "anonymous" } };

/** Undefined where nobody has the id, or no scheme carries such a credential. */
export function supposedCaller(
  named: { readonly kind: "key" | "user"; readonly id: string; readonly scheme: string | undefined } | undefined,
  schemes: readonly Scheme[],
  snapshot: Snapshot,
): Supposed | undefined {
  if (named === undefined) return nobody;
  const wanted = named.kind === "key" ? "api-key" : "password";
  const scheme = named.scheme ?? schemes.find(({ credentials }) => credentials.includes(wanted))?.name;
  if (scheme === undefined) return undefined;
  if (named.kind === "key") {
    const key = snapshot.findKeyById(named.id);
    return key && { caller: { kind: "api-key", scheme, secret: "" }, principal: { kind: "key", key, scheme } };
  }
  const user = snapshot.findUserById(named.id);
  return user && { caller: { kind: "password", scheme, user: "", password: "" }, principal: userOf(user, scheme) };
}

const userOf = (user: NonNullable<ReturnType<Snapshot["findUserById"]>>, scheme: string): Principal =>
  user.enabled
    ? { kind: "user", user, scheme }
    : {
        kind: "rejected",
        refusal: {
          check: "credential",
          code: "credential_invalid",
          rule: "user.enabled",
          detail: "The user is disabled.",
          values: { user: user.id },
        },
      };
