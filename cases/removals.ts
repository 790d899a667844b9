import { epochKinds } from "@clavis/core";
import {
  deleteUser,
  endSession,
  raiseEpoch,
  revokeKey,
  setAccountEnabled,
  setApplicationEnabled,
  setKeyEnabled,
  setMemberships,
  setUserEnabled,
  updateAccount,
  updateApplication,
  updateKey,
} from "@clavis/directory";
import { moment } from "./names.ts";
import type { Made } from "./ways.ts";
import type { World } from "./world.ts";

const actor = "local:cases";
const day = 86_400_000;

type Things = Made["things"];
export type Thing = keyof Things;

/** Something that is taken away from what calls stand on. */
export interface Removal {
  readonly what: string;
  /** What a caller must stand on for it to concern them. */
  readonly of: Thing;
  readonly remove: (world: World, id: string) => Promise<unknown>;
  /** The code and the rule of the next refusal, by what the caller came by; where it is not said, the call goes on. */
  readonly refusals: { readonly [by in By]?: readonly [code: string, rule: string] };
}

/** By what a caller came, as far as it matters for what ends with what. */
export type By = "key" | "token of a key" | "token" | "session" | "password" | "application key";

export function byOf({ token, session, user, account, key }: Things): By {
  if (token !== undefined) return key === undefined ? "token" : "token of a key";
  if (session !== undefined) return "session";
  if (user !== undefined) return "password";
  return account === undefined ? "application key" : "key";
}

const everywhere = (code: string, rule: string): Removal["refusals"] => ({
  key: [code, rule],
  "token of a key": [code, rule],
  token: [code, rule],
  session: [code, rule],
  password: [code, rule],
  "application key": [code, rule],
});

const revoked = "credential_revoked";

/** Nothing that ends for good: it comes back when the application is enabled again. */
const undone: Removal["refusals"] = {
  password: ["credential_disabled", "application.enabled"],
  "application key": ["credential_disabled", "application.enabled"],
};

/** Every single way of ending something, but locks. */
export const removals: readonly Removal[] = [
  {
    what: "KEY-04: revoking the key",
    of: "key",
    remove: ({ engine }, id) => revokeKey(engine.directory, actor, id, "lost"),
    refusals: everywhere(revoked, "key.revokedAt"),
  },
  {
    what: "KEY-04: disabling the key",
    of: "key",
    remove: ({ engine }, id) => setKeyEnabled(engine.directory, actor, id, false),
    refusals: everywhere("credential_disabled", "key.enabled"),
  },
  {
    what: "KEY-02: taking away the key's rights",
    of: "key",
    remove: ({ engine }, id) => updateKey(engine.directory, actor, id, { rights: ["shops"] }),
    refusals: {
      ...everywhere("right_missing", "key.rights"),
      password: ["right_missing", "applicationKey.rights"],
      "application key": ["right_missing", "applicationKey.rights"],
    },
  },
  {
    what: "JWT-05: revoking the token",
    of: "token",
    remove: ({ engine }, id) => engine.calls.revocations.revoke(id, moment + day),
    refusals: everywhere(revoked, "token.revoked"),
  },
  {
    what: "SES-03: ending the session",
    of: "session",
    remove: ({ engine }, id) => endSession(engine.calls.sessions, id, "revoked"),
    refusals: everywhere(revoked, "session.endedAt"),
  },
  {
    what: "AUT-12: disabling the user",
    of: "user",
    remove: ({ engine }, id) => setUserEnabled(engine.directory, actor, id, false),
    refusals: { ...everywhere(revoked, "epoch.user"), password: ["credential_invalid", "credential"] },
  },
  {
    what: "AUT-12: deleting the user",
    of: "user",
    remove: ({ engine }, id) => deleteUser(engine.directory, actor, id),
    refusals: {
      token: [revoked, "token.subject"],
      session: ["credential_invalid", "credential"],
      password: ["credential_invalid", "credential"],
    },
  },
  {
    what: "AZN-05: ending the user's membership",
    of: "user",
    remove: ({ engine }, id) => setMemberships(engine.directory, actor, id, {}),
    refusals: {
      token: ["account_not_reachable", "account.reach"],
      session: ["account_required", "user.mainAccount"],
      password: ["account_required", "user.mainAccount"],
    },
  },
  {
    what: "disabling the application",
    of: "application",
    remove: ({ engine }, id) => setApplicationEnabled(engine.directory, actor, id, false),
    refusals: {
      ...everywhere(revoked, "epoch.application"),
      ...undone,
    },
  },
  {
    what: "KEY-02: taking away the application's rights",
    of: "application",
    remove: ({ engine }, id) => updateApplication(engine.directory, actor, id, { rights: ["shops"] }),
    refusals: everywhere("right_missing", "application.rights"),
  },
  {
    what: "disabling the account",
    of: "account",
    remove: ({ engine }, id) => setAccountEnabled(engine.directory, actor, id, false),
    refusals: {
      key: ["account_not_reachable", "account.reach"],
      "token of a key": [revoked, "epoch.account"],
      token: [revoked, "epoch.account"],
      session: ["account_required", "user.mainAccount"],
      password: ["account_required", "user.mainAccount"],
    },
  },
  {
    what: "KEY-02: taking away the account's rights",
    of: "account",
    remove: ({ engine }, id) => updateAccount(engine.directory, actor, id, { rights: ["shops"] }),
    refusals: everywhere("right_missing", "account.rights"),
  },
  ...epochKinds.map(
    (kind): Removal => ({
      what: `ending all that stems from the ${kind}`,
      of: kind,
      remove: ({ engine }, id) => raiseEpoch(engine.directory, actor, kind, id),
      refusals: {
        token: [revoked, `epoch.${kind}`],
        "token of a key": [revoked, `epoch.${kind}`],
        // A session is its user's, in whatever account.
        ...(kind !== "account" && { session: [revoked, `epoch.${kind}`] }),
      },
    }),
  ),
];
