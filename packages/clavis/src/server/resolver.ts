import type { PasswordResolver } from "@clavis/adapters";
import type { Need, PasswordNeed, PasswordResolution, Resolution } from "@clavis/core";
import type { Resolver } from "@clavis/doors";
import type { CallState } from "./open-calls.ts";
import type { Tokens } from "./open-tokens.ts";

export interface ResolverParts {
  readonly passwords: Pick<PasswordResolver, "resolve">;
  readonly calls: Pick<CallState, "resolver" | "settlement" | "failedLogins">;
  readonly tokens: Pick<Tokens, "keys">;
}

/** Finds out what decisions wait for: each kind of need has its own place. */
export function resolverOf({ passwords, calls, tokens }: ResolverParts): Resolver & PasswordProver {
  const provePassword = (need: PasswordNeed, time: number): PasswordResolution | Promise<PasswordResolution> => {
    const found = passwords.resolve(need, time);
    return found instanceof Promise ? found.then((late) => counted(calls, need, late)) : counted(calls, need, found);
  };
  return {
    provePassword,
    resolve(need: Need, time: number): Resolution | Promise<Resolution> {
      switch (need.kind) {
        case "password":
          return provePassword(need, time);
        case "session":
          return calls.resolver.resolve(need);
        case "token":
          return tokens.keys.resolve(need, time);
        case "settlement":
          return calls.settlement
            .settleDurably(need.charges, time)
            .then((balances): Resolution => ({ kind: "settled", balances }));
      }
    },
  };
}

/** Checks a password for whoever asks beside a decision: signing in, and changing it. */
export interface PasswordProver {
  provePassword(need: PasswordNeed, time: number): PasswordResolution | Promise<PasswordResolution>;
}

function counted(
  { failedLogins }: ResolverParts["calls"],
  { user, address }: PasswordNeed,
  found: PasswordResolution,
): PasswordResolution {
  if (found.kind === "wrong") failedLogins.failed(user?.id, address?.text);
  return found;
}
