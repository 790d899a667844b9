import { type EpochKind, type Epochs, epochKinds, type TokenRecord, type TokenSubject } from "@clavis/core";
import { type JsonObject, restrictionsView, type TokenHolder, type TokenOrder } from "@clavis/directory";
import { compileKeyRestrictions } from "../snapshot/stored-restrictions.ts";
import { compileStoredRights } from "../snapshot/stored-rights.ts";
import { isFor } from "./audience.ts";
import { type Members, membersOf } from "./jws/strict-json.ts";
import { timesOf } from "./numeric-date.ts";
import type { OwnIssuer } from "./own-issuer.ts";

/** What an order does not say and the issuer adds. Times in whole seconds. */
export interface IssueFacts {
  readonly issuer: OwnIssuer;
  readonly id: string;
  readonly issuedAt: number;
  readonly epochs: Epochs;
}

const subjectWords = { user: "user", key: "key", application: "app" } as const;

const subjectText = ({ kind, id }: TokenHolder): string => `${subjectWords[kind]}:${id}`;

/**
 * The claims of an access token of ours: those of RFC 9068, and private ones. `account` is the one it acts in, `rights`
 * a ceiling, `ep` the epochs at its issue, `env` its environment; `app` the application, `sid` the session,
 * `restrictions` what narrows it, as stored; `bound` the one call it is good for; `one_time` whether it is of the kind
 * that some operations demand.
 */
export function ownClaims(order: TokenOrder, { issuer, id, issuedAt, epochs }: IssueFacts): JsonObject {
  const { account, application, rights, restrictions, session, oneTime, bound } = order;
  const sub = subjectText(order.subject);
  return {
    ...{ iss: issuer.issuer, sub, aud: issuer.audience, iat: issuedAt, exp: issuedAt + order.lifetime, jti: id },
    ...{ client_id: application ?? sub, scope: rights.join(" "), account, rights },
    ...{ ep: { ...epochs }, env: issuer.environment, app: application, sid: session },
    restrictions: restrictions && restrictionsView(restrictions),
    bound: bound && { method: bound.method, path: bound.path },
    one_time: oneTime || undefined,
  };
}

const subjectForm = /^(user|key|app):(.{1,128})$/;

/**
 * The record of a token of ours whose signature was verified; undefined where a claim is missing or not of its form.
 * Every claim counts: what is not understood is no token.
 */
export function ownRecord(claims: Members, { issuer, audience, environment }: OwnIssuer): TokenRecord | undefined {
  const times = timesOf(claims, 0);
  const subject = subjectOf(claims);
  const epochs = epochsOf(claims.get("ep"));
  const [id, account, rights] = [claims.get("jti"), claims.get("account"), claims.get("rights")];
  const [application, session] = [claims.get("app"), claims.get("sid")];
  if (claims.get("iss") !== issuer || claims.get("env") !== environment || !isFor(audience, claims.get("aud"))) return;
  if (times === undefined || subject === undefined || epochs === undefined) return;
  if (!isText(id) || !isText(account) || !isTextIfAny(application) || !isTextIfAny(session)) return;
  if (!Array.isArray(rights) || !isBoundIfAny(claims.get("bound"))) return;
  const restrictions = compileKeyRestrictions(JSON.stringify(claims.get("restrictions") ?? {}));
  const oneTime = claims.get("one_time") === true;
  if (oneTime && restrictions?.uses === undefined) return;
  return {
    ...{ id, issuer, own: true, environment, subject, account, application, session, epochs, ...times },
    rights: compileStoredRights(JSON.stringify(rights)),
    ...{ restrictions, oneTime },
    bound: boundOf(claims.get("bound")),
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isTextIfAny = (value: unknown): value is string | undefined => value === undefined || isText(value);

function subjectOf(claims: Members): TokenSubject | undefined {
  const [sub, account] = [claims.get("sub"), claims.get("account")];
  const parts = typeof sub === "string" ? subjectForm.exec(sub) : null;
  const id = parts?.[2];
  if (id === undefined) return undefined;
  if (parts?.[1] === "user") return { kind: "user", id };
  if (parts?.[1] === "key") return { kind: "key", id };
  return isText(account) ? { kind: "account", id: account } : undefined;
}

const isEpochKind = (name: string): name is EpochKind => epochKinds.some((kind) => kind === name);

function epochsOf(value: unknown): Epochs | undefined {
  const members = membersOf(value);
  const sound = members && [...members].every(([name, epoch]) => isEpochKind(name) && Number.isSafeInteger(epoch));
  return sound ? (Object.fromEntries(members) as Epochs) : undefined;
}

const isBoundIfAny = (value: unknown): boolean => value === undefined || boundOf(value) !== undefined;

function boundOf(value: unknown): TokenRecord["bound"] {
  const members = membersOf(value);
  const [method, path] = [members?.get("method"), members?.get("path")];
  return isText(method) && isText(path) ? { method, path } : undefined;
}
