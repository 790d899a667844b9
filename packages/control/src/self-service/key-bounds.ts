import type { Caller, Restrictions } from "@clavis/core";
import type { KeyBounds, RestrictionSpec } from "@clavis/directory";

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
    // A token is never wider than the key it was made from.
    restrictions: { ...specOf(key?.restrictions), ...specOf(token?.restrictions) },
    notBefore: finite(key?.notBefore),
    expiresAt: finite(Math.min(...ends)),
    boundTo: key?.boundTo,
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
