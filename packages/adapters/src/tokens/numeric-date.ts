/** The last second of the year 9999. */
const lastSecond = 253_402_300_799;

/** Milliseconds of a NumericDate (RFC 7519 2); undefined for what is none, or outside of the years that can be written. */
export const millisecondsOf = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && value <= lastSecond ? Math.floor(value * 1000) : undefined;

/** The times of a token. Milliseconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly expiresAt: number;
}

/**
 * `exp`, `nbf` and `iat` (RFC 7519 4.1): undefined where `exp` is missing or one of them is no time (SECURITY JWT-05).
 * A token is not valid before it was issued. `leeway`: milliseconds by which clocks may differ, on either side.
 */
export function timesOf(claims: ReadonlyMap<string, unknown>, leeway: number): TokenTimes | undefined {
  const expiresAt = millisecondsOf(claims.get("exp"));
  const notBefore = claims.has("nbf") ? millisecondsOf(claims.get("nbf")) : 0;
  const issuedAt = claims.has("iat") ? millisecondsOf(claims.get("iat")) : 0;
  if (expiresAt === undefined || notBefore === undefined || issuedAt === undefined) return undefined;
  return { issuedAt, notBefore: Math.max(notBefore, issuedAt) - leeway, expiresAt: expiresAt + leeway };
}
