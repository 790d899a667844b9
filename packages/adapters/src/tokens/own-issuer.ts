import type { SigningAlgorithm } from "@clavis/directory";

/** How an environment's own tokens are signed and what they name. */
export interface OwnIssuer {
  readonly environment: string;
  /** `iss`: a URL, compared byte for byte. One environment's alone. */
  readonly issuer: string;
  /** `aud`. */
  readonly audience: string;
  readonly algorithm: SigningAlgorithm;
}

/** `typ` of an access token (RFC 9068 2.1). */
export const accessTokenType = "at+jwt";
