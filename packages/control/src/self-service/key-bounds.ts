import type { Caller, Restrictions } from "@clavis/core";
import { type KeyBounds, type RestrictionSpec, wideningProblems } from "@clavis/directory";
import type { OwnRefusal } from "../handler.ts";

/**
 * What narrows the credential of a call beside its rights, for the key that it makes or whose secret it makes anew
 * (SECURITY KEY-04): of an API key, and of a token of whomever. Undefined for a user by password or in a session.
 */
export function boundsOfCaller(caller: Caller): KeyBounds | undefined {
  const token = caller.grant?.kind === "token" ? caller.grant.token : undefined;
  const key = caller.kind === "key" ? caller.key : undefined;
  if (token === undefined && key === undefined) return undefined;
  const ends = [key?.expiresAt, token?.expiresAt].filter((end) => end !== undefined);
  return {
    // Of a token that lies within its key: others make no key (`wideTokenFault`).
    restrictions: { ...specOf(key?.restrictions), ...specOf(token?.restrictions) },
    notBefore: finite(key?.notBefore),
    expiresAt: finite(Math.min(...ends)),
    boundTo: key?.boundTo,
  };
}

/**
 * Why a token makes no key: what it is restricted to reaches beyond what its key is. Both hold for its own calls, but what
 * lies in both can not always be written as the restrictions of a new key.
 */
export function wideTokenFault(caller: Caller): OwnRefusal | undefined {
  if (caller.kind !== "key" || caller.grant?.kind !== "token") return undefined;
  const [ofKey, ofToken] = [specOf(caller.key.restrictions), specOf(caller.grant.token.restrictions)];
  if (wideningProblems(ofKey, ofToken, "restrictions", "its key").length === 0) return undefined;
  return {
    code: "operation_not_allowed",
    detail: "The token's restrictions reach beyond those of its key: make the key with that key itself.",
  };
}

const finite = (time: number | undefined): number | undefined =>
  time !== undefined && Number.isFinite(time) ? time : undefined;

/** Restrictions as they are written. Those of a window are not for keys, which have times of their own. */
function specOf(compiled: Restrictions = {}): RestrictionSpec {
  const { networks, countries, hours, operations, notBefore, expiresAt, ...plain } = compiled;
  return {
    ...plain,
    ...(networks && { networks: networks.texts }),
    ...(countries && { countries: [...countries] }),
    ...(hours && { hours: hours.text }),
    ...(operations && { operations: [...operations] }),
  };
}
