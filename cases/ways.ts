import type { EpochKind, LockKind } from "@clavis/core";
import type { Bench, HolderKind, MadeUser, Narrow } from "./bench.ts";

/** Somebody who can call, with everything that the call stands on, each by its id. */
export interface Made {
  readonly headers: readonly string[];
  readonly things: { readonly [kind in LockKind | EpochKind | "session" | "token"]?: string };
}

/** One way in: what of it can be narrowed, what it ends with, and how a caller comes by it. */
export interface Way {
  readonly name: string;
  readonly holders: readonly HolderKind[];
  readonly standsOn: readonly (keyof Made["things"])[];
  make(bench: Bench, narrow: Narrow): Promise<Made>;
}

const bearer = (token: string): readonly string[] => ["Authorization", `Bearer ${token}`];
/** The application's own page may change something by its cookie. */
const cookie = (secret: string): readonly string[] => ["Cookie", `__Host-session=${secret}`, "Clavis-Csrf", "1"];
const production = { environment: "production" } as const;

const ofUser = ({ id: user, account }: MadeUser) => ({ ...production, user, account });

async function keyed(bench: Bench, narrow: Narrow) {
  const account = await bench.account(narrow);
  const { id: key, secret } = await bench.key(account, narrow);
  return { secret, things: { ...production, account, key } };
}

/** Every way in. */
export const ways: readonly Way[] = [
  {
    name: "an API key in its header",
    holders: ["key", "account"],
    standsOn: ["account", "key", "environment"],
    async make(bench, narrow) {
      const { secret, things } = await keyed(bench, narrow);
      return { headers: ["X-API-Key", secret], things };
    },
  },
  {
    name: "an API key as a bearer",
    holders: ["key", "account"],
    standsOn: ["account", "key", "environment"],
    async make(bench, narrow) {
      const { secret, things } = await keyed(bench, narrow);
      return { headers: bearer(secret), things };
    },
  },
  {
    name: "an access token of a key",
    holders: ["token", "key", "account"],
    standsOn: ["account", "key", "environment", "token"],
    async make(bench, narrow) {
      const { things } = await keyed(bench, narrow);
      const subject = { kind: "key", id: things.key } as const;
      const { token, id } = bench.token({ subject, account: things.account, restrictions: narrow.token });
      return { headers: bearer(token), things: { ...things, token: id } };
    },
  },
  {
    name: "an access token of a user",
    holders: ["token", "account", "role"],
    standsOn: ["user", "account", "environment", "token"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const subject = { kind: "user", id: user.id } as const;
      const { token, id } = bench.token({ subject, account: user.account, restrictions: narrow.token });
      return { headers: bearer(token), things: { ...ofUser(user), token: id } };
    },
  },
  {
    name: "a one-time token",
    holders: ["token", "account", "role"],
    standsOn: ["user", "account", "environment", "token"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const subject = { kind: "user", id: user.id } as const;
      const restrictions = { uses: 10, ...narrow.token };
      const { token, id } = bench.token({ subject, account: user.account, oneTime: true, restrictions });
      return { headers: bearer(token), things: { ...ofUser(user), token: id } };
    },
  },
  {
    name: "a token given to an application",
    holders: ["token", "application", "account", "role"],
    standsOn: ["user", "account", "environment", "application", "token"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const application = await bench.application(narrow);
      const subject = { kind: "user", id: user.id } as const;
      const order = { subject, account: user.account, application, restrictions: narrow.token };
      const { token, id } = bench.token(order);
      return { headers: bearer(token), things: { ...ofUser(user), application, token: id } };
    },
  },
  {
    name: "Basic",
    holders: ["account", "role"],
    standsOn: ["user", "account", "environment"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      return { headers: bench.basic(user), things: ofUser(user) };
    },
  },
  {
    name: "Basic beside an application key",
    holders: ["applicationKey", "application", "account", "role"],
    standsOn: ["user", "account", "environment", "application", "key"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const application = await bench.application(narrow);
      const key = await bench.applicationKey(application, narrow);
      const headers = [...bench.basic(user), "X-Application-Key", key.secret];
      return { headers, things: { ...ofUser(user), application, key: key.id } };
    },
  },
  {
    name: "a session",
    holders: ["account", "role"],
    standsOn: ["user", "account", "environment", "session"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const { session, secret } = await bench.session(user, undefined);
      return { headers: cookie(secret), things: { ...ofUser(user), session: session.id } };
    },
  },
  {
    name: "a session given to an application",
    holders: ["application", "account", "role"],
    standsOn: ["user", "account", "environment", "application", "session"],
    async make(bench, narrow) {
      const user = await bench.user(narrow);
      const application = await bench.application(narrow);
      const { session, secret } = await bench.session(user, application);
      return { headers: cookie(secret), things: { ...ofUser(user), application, session: session.id } };
    },
  },
  {
    name: "an application key alone",
    holders: ["applicationKey", "application"],
    standsOn: ["environment", "application", "key"],
    async make(bench, narrow) {
      const application = await bench.application(narrow);
      const key = await bench.applicationKey(application, narrow);
      return { headers: ["X-Application-Key", key.secret], things: { ...production, application, key: key.id } };
    },
  },
];
