/** The JWS algorithms that are carried out (RFC 7518, RFC 8037); every other one is refused. */
export const algorithms = ["HS256", "RS256", "ES256", "EdDSA"] as const;
export type Algorithm = (typeof algorithms)[number];

export const isAlgorithm = (text: unknown): text is Algorithm => algorithms.some((algorithm) => algorithm === text);
