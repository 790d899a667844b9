import { hash } from "node:crypto";
import { type Allowed, besideIn, credentialIdOf, type Facts, isCaller, userIn } from "@clavis/core";

/** `typ` of an assertion: no reader of tokens takes it (SECURITY JWT-06). */
export const assertionType = "clavis-assertion+jwt";

/** Seconds. */
const lifetime = 60;

/** What is said of one call to one upstream, as the claims of a JWT. `-` stands nowhere: what is not so is absent. */
export interface AssertionClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  /** The id of the request. */
  readonly jti: string;
  readonly method: string;
  readonly host: string;
  /** The path that is forwarded, byte for byte. */
  readonly path: string;
  /** SHA-256 of the query that is forwarded, without its `?`, in base64url; of nothing where there is none. */
  readonly query: string;
  readonly environment?: string;
  readonly account?: string;
  readonly user?: string;
  readonly application?: string;
  /** The id of the key, session or token. */
  readonly credential?: string;
  /** Those that matched. */
  readonly rights: readonly string[];
}

/** Who says it and to whom. */
export interface AssertionParties {
  readonly issuer: string;
  readonly audience: string;
}

/** The claims for a call that was allowed. `target`: path and query as they are forwarded. */
export function assertionClaims(
  { issuer, audience }: AssertionParties,
  facts: Facts,
  { principal, account, matched }: Allowed,
  target: string,
): AssertionClaims {
  const issuedAt = Math.floor(facts.time / 1000);
  const mark = target.indexOf("?");
  const application = besideIn(principal);
  const credential = isCaller(principal) ? credentialIdOf(principal) : application?.key?.id;
  const user = userIn(principal)?.id;
  return {
    ...{ iss: issuer, aud: audience, iat: issuedAt, exp: issuedAt + lifetime, jti: facts.requestId },
    ...{ method: facts.method, host: facts.host, path: mark < 0 ? target : target.slice(0, mark) },
    query: hash("sha256", mark < 0 ? "" : target.slice(mark + 1), "base64url"),
    ...(facts.environment !== undefined && { environment: facts.environment }),
    ...(account !== undefined && { account: account.number }),
    ...(user !== undefined && { user }),
    ...(application !== undefined && { application: application.application.id }),
    ...(credential !== undefined && { credential }),
    rights: matched,
  };
}
