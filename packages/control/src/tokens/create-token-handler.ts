import { NewToken, type TokenAnswer, validatorOf } from "@clavis/contract";
import { actionBits, canonicalPath, type ProblemMember, type RightSet, withoutSuffix } from "@clavis/core";
import {
  canonicalRestrictions,
  type FamilySource,
  grantProblems,
  type IssuedToken,
  restrictionProblems,
  rightProblems,
  type TokenOrder,
} from "@clavis/directory";
import { jsonAnswer, type OwnHandler, type OwnRefusal } from "../handler.ts";
import { callerOf, limitsOfCaller, reachOf, type SelfServiceCaller } from "../self-service/caller.ts";
import { invalid, readBody } from "../self-service/input.ts";
import { refusing } from "../self-service/refusals.ts";
import { issueWithFamily } from "./open-family.ts";
import { endOf } from "./token-end.ts";
import { type TokenPorts, termsOf } from "./token-ports.ts";

/**
 * `POST /tokens`: an access token that is never wider than what makes it and dies with it. With `uses` a one-time token,
 * which takes a user in person or the right `tokens:one-time`. A token makes no token (SECURITY KEY-04).
 */
export function createTokenHandler(ports: TokenPorts): OwnHandler {
  const validate = validatorOf(NewToken);
  return (call) => {
    const self = callerOf(call.judgement);
    if (self.caller.grant?.kind === "token" || self.caller.kind === "token") return notByToken;
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const refused = refusalOf(ports, self, body.value);
    if (refused !== undefined) return refused;
    return refusing(async () => {
      const order = orderOf(ports, self, body.value);
      if (body.value.refresh !== true)
        return jsonAnswer(201, tokenAnswer(ports.accessTokens.issue(order), ports.directory.clock()));
      const { issued, refreshToken } = await issueWithFamily(ports, self, order, sourceOf(self));
      return jsonAnswer(201, tokenAnswer(issued, ports.directory.clock(), refreshToken));
    });
  };
}

const notByToken: OwnRefusal = {
  code: "operation_not_allowed",
  detail: "A token makes no other token: use the key, the password or the session that it was made from.",
};

/** RFC 6749 section 5.1, and the id by which it is revoked. */
export const tokenAnswer = (issued: IssuedToken, time: number, refreshToken?: string): TokenAnswer => ({
  access_token: issued.token,
  token_type: "Bearer",
  expires_in: Math.max(0, Math.round((issued.expiresAt - time) / 1000)),
  ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  id: issued.id,
});

function refusalOf(ports: TokenPorts, self: SelfServiceCaller, asked: NewToken): OwnRefusal | undefined {
  const problems = problemsOf(ports, self, asked);
  if (problems.length > 0) return invalid("The body is not valid.", problems);
  const limits = limitsOfCaller(self);
  const beyond = grantProblems({ actor: self.actor, limits }, "rights", asked.rights ?? []);
  if (beyond.length > 0)
    return { code: "right_missing", detail: "A token can not be wider than what makes it.", problems: beyond };
  return asked.uses === undefined || mayMakeOneTime(self, limits) ? undefined : noOneTime;
}

function problemsOf(ports: TokenPorts, self: SelfServiceCaller, asked: NewToken): readonly ProblemMember[] {
  const { settings } = ports.directory;
  const { maxLifetime } = termsOf(ports, self.environment);
  const { lifetime, uses, restrictions, refresh, bind, rights = [] } = asked;
  const problems = [...rightProblems(settings.rights, "rights", rights)];
  if (restrictions !== undefined) problems.push(...restrictionProblems(settings.rights, "key", restrictions));
  if (lifetime !== undefined && lifetime * 1000 > maxLifetime)
    problems.push({ member: "lifetime", detail: `must be at most ${Math.floor(maxLifetime / 1000)} seconds` });
  if (refresh === true && uses !== undefined)
    problems.push({ member: "refresh", detail: "a one-time token has no refresh token" });
  if (restrictions?.uses !== undefined)
    problems.push({ member: "restrictions.uses", detail: "stands beside restrictions, as uses" });
  if (bind !== undefined && pathOf(bind.path) !== bind.path)
    problems.push({ member: "bind.path", detail: "must be written as it is called, in its one canonical form" });
  return problems;
}

function pathOf(text: string): string | undefined {
  const read = canonicalPath(text);
  return "path" in read ? read.path : undefined;
}

const noOneTime: OwnRefusal = {
  code: "right_missing",
  detail: 'A one-time token takes a user in person, or the right "tokens:one-time" by name.',
};

const oneTime = {
  module: "tokens",
  entity: undefined,
  bit: actionBits.custom,
  verb: "one-time",
  operationId: "createOneTimeToken",
} as const;

/** DESIGN 4, 5.5: `*` on a key does not cover it. */
const mayMakeOneTime = ({ caller }: SelfServiceCaller, limits: readonly RightSet[]): boolean =>
  caller.kind === "user" || limits.every((rights, at) => rights.judge(oneTime, at === 0 ? "key" : "other").allowed);

function orderOf(ports: TokenPorts, self: SelfServiceCaller, asked: NewToken): TokenOrder {
  const { caller, environment } = self;
  const { uses, bind } = asked;
  const restrictions = canonicalRestrictions({ ...asked.restrictions, ...(uses !== undefined && { uses }) });
  return {
    environment,
    subject: holderOf(self),
    account: reachOf(self).account.number,
    application: caller.beside?.application.id,
    rights: asked.rights ?? allOf(caller),
    restrictions,
    session: caller.grant?.kind === "session" ? caller.grant.session.id : undefined,
    lifetime: lifetimeOf(ports, self, asked.lifetime),
    oneTime: uses !== undefined,
    // As a call of it is judged.
    bound: bind && { ...bind, path: withoutSuffix(bind.path, ports.formatSuffix) },
  };
}

/** The holder's rights count at each use, and so do the application's; those of its key are nowhere but here. */
const allOf = ({ beside }: SelfServiceCaller["caller"]): readonly string[] => beside?.key?.rights.texts ?? ["*"];

function holderOf({ caller }: SelfServiceCaller): TokenOrder["subject"] {
  switch (caller.kind) {
    case "key":
      return { kind: "key", id: caller.key.id };
    case "user":
      return { kind: "user", id: caller.user.id };
    case "token":
      throw new TypeError("a token makes no token");
  }
}

/** What a refresh token stems from: the session, the key or the user in person. */
function sourceOf(self: SelfServiceCaller): FamilySource {
  const { grant } = self.caller;
  return grant?.kind === "session" ? { kind: "session", id: grant.session.id } : holderOf(self);
}

/**
 * No longer than what makes it: it would be refused behind that end in any case, but for the end of a session that is not
 * used any more, which is written nowhere.
 */
function lifetimeOf(ports: TokenPorts, { caller, environment }: SelfServiceCaller, asked: number | undefined): number {
  const wanted = asked ?? Math.floor(termsOf(ports, environment).lifetime / 1000);
  // This call is a use of the session: it begins to be idle now.
  const idle = ports.sessions?.lifetimes.get(environment)?.idle ?? 0;
  const unused = caller.grant?.kind === "session" ? idle : Number.POSITIVE_INFINITY;
  const left = Math.floor(Math.min(endOf(caller) - ports.directory.clock(), unused) / 1000);
  return Math.max(1, Math.min(wanted, left));
}
