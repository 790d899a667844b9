import type { Operation, Scheme } from "../src/kernel/operation.ts";
import type { Policy } from "../src/kernel/policy.ts";
import type { AccountRecord, KeyRecord, UserRecord } from "../src/kernel/ports.ts";
import { actionBits } from "../src/kernel/right.ts";
import { everything } from "../src/kernel/right-set.ts";
import type { SessionRecord } from "../src/kernel/session.ts";
import type { Judgement, Pending } from "../src/pipeline.ts";
import {
  account,
  applicationKey,
  genuine,
  key,
  operation,
  type Parts,
  policy as plain,
  right,
  type SampleUser,
  secretOf,
  session,
  table,
  tokensOf,
  user,
} from "./sample.ts";

/** An API with applications, sessions and tokens for the tests of core: a booking service that also has one-time calls. */

export const schemes: readonly Scheme[] = [
  { name: "App", carrier: "query", parameter: "apikey", credentials: ["application-key"] },
  { name: "Session", carrier: "cookie", parameter: "_session_id", credentials: ["session"] },
  { name: "Basic", carrier: "basic", credentials: ["password"] },
  { name: "Bearer", carrier: "bearer", credentials: ["access-token", "one-time"] },
  { name: "HeaderKey", carrier: "header", parameter: "x-api-key", credentials: ["api-key"] },
];

const alternatives = (...lists: readonly (readonly string[])[]) =>
  lists.map((names) => names.map((scheme) => ({ scheme, rights: [] })));

const anyone = alternatives(
  ["App", "Basic"],
  ["App", "Session"],
  ["App", "Bearer"],
  ["App", "HeaderKey"],
  ["Session"],
  ["Basic"],
  ["Bearer"],
  ["HeaderKey"],
);
const own = { owner: "clavis", security: anyone } as const;
const remove = { bit: actionBits.delete, verb: undefined } as const;

export const operations: readonly Operation[] = [
  operation("GET", "/groups", { id: "listGroups", security: anyone }),
  operation("POST", "/groups", { id: "createGroup", security: anyone }),
  operation("GET", "/groups/{id}", { id: "getGroup", entity: "id", security: anyone }),
  operation("POST", "/hooks", { id: "hook", security: anyone, cookieWithoutOrigin: true }),
  operation("GET", "/strict", { id: "strict", security: alternatives(["App", "Basic"], ["App", "Session"]) }),
  operation("GET", "/catalogue", { id: "catalogue", security: alternatives(["App"]) }),
  operation("GET", "/prices", { id: "prices", security: [[{ scheme: "App", rights: [right("prices:write")] }]] }),
  operation("POST", "/refunds", { id: "refund", security: anyone, oneTime: true, cost: 5 }),
  operation("POST", "/vouchers", { id: "voucher", security: alternatives(["App"], ["Bearer"], []), oneTime: true }),
  operation("GET", "/status", { id: "status", security: [[]] }),
  operation("POST", "/sessions/login", {
    ...own,
    id: "openSession",
    module: "sessions",
    acceptsForm: true,
    security: alternatives(["App"], []),
  }),
  operation("DELETE", "/sessions", { ...own, id: "endSessions", module: "sessions", needs: "user", action: remove }),
  operation("GET", "/me", { ...own, id: "readMe", needs: "identity", beforePasswordChange: true }),
  operation("POST", "/apikeys", { ...own, id: "createKey", module: "apikeys" }),
];

export const policy: Policy = {
  ...plain,
  surfaces: { ...plain.surfaces, public: { hosts: undefined, operations: table(operations), schemes } },
};

export const appSecret = secretOf(7);
export const keySecret = secretOf(8);
export const withApp = (target: string): string => `${target}?apikey=${appSecret}`;
export const cookie: readonly string[] = ["Cookie", "_session_id=s1"];
export const bearer = (text = "a.b.c"): readonly string[] => ["Authorization", `Bearer ${text}`];
export const apiKey: readonly string[] = ["X-Api-Key", keySecret];
/** What shows that a page may use the cookie. */
export const csrf: readonly string[] = ["Clavis-Csrf", "1"];

export const home: AccountRecord = account("CKLANT001");

export const member = (more: SampleUser = {}): UserRecord =>
  user({ mainAccount: "CKLANT001", memberships: new Map([["CKLANT001", everything]]), ...more });

export const directory: Parts = {
  policy,
  keys: new Map<string, KeyRecord>([
    [appSecret, applicationKey()],
    [keySecret, key()],
  ]),
  users: new Map([["jan@domain.be", member()]]),
  accounts: [home],
  tokens: tokensOf(),
};

/** Judges once more with whatever a request waits for; a password is right, and a session as it is given. */
export function settledWith(judged: Judgement | Pending, found: SessionRecord = session()): Judgement {
  if (!("need" in judged)) return judged;
  switch (judged.need.kind) {
    case "password":
      return settledWith(judged.resume(genuine), found);
    case "session":
      return settledWith(judged.resume({ kind: "session", session: found }), found);
    case "settlement":
    case "token":
      throw new Error(`still waits for a ${judged.need.kind}`);
  }
}

export const codeOf = ({ decision }: Judgement): string =>
  decision.effect === "refuse" ? decision.refusal.code : "allowed";

export const ruleOf = ({ decision }: Judgement): string =>
  decision.effect === "refuse" ? decision.refusal.rule : "allowed";
