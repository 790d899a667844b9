/** True when `aud` is our identifier, or a list of texts with it (RFC 7519 4.1.3; SECURITY JWT-07). */
export function isFor(audience: string, aud: unknown): boolean {
  if (typeof aud === "string") return aud === audience;
  return Array.isArray(aud) && aud.every((one) => typeof one === "string") && aud.includes(audience);
}
