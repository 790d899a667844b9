import { hash } from "node:crypto";
import type { RightSet, TokenReading, TokenSubject } from "@clavis/core";
import { compileStoredRights } from "../../snapshot/stored-rights.ts";
import { isFor } from "../audience.ts";
import type { JwsHeader } from "../jws/compact-jws.ts";
import type { Members } from "../jws/strict-json.ts";
import { timesOf } from "../numeric-date.ts";
import { refusedToken } from "../refused-token.ts";
import type { FindForeignUser, ForeignIssuer, RightsMapping } from "./foreign-issuer.ts";

/** Milliseconds by which another's clock may differ from ours. */
const leeway = 30_000;

/** A token of a foreign issuer whose signature was verified. */
export interface ForeignToken {
  /** What the signature covers. */
  readonly signed: string;
  readonly header: JwsHeader;
  readonly claims: Members;
}

/** What says of itself that it is another kind of token, whatever its `typ`. */
const otherKinds: readonly ((claims: Members) => boolean)[] = [
  // ID tokens (OpenID Connect Core 2, 3.1.3.6), and those of Cognito.
  (claims) => ["nonce", "at_hash", "c_hash", "s_hash"].some((name) => claims.has(name)),
  (claims) => claims.has("token_use") && claims.get("token_use") !== "access",
  // Logout tokens and security events (RFC 8417), DPoP proofs (RFC 9449).
  (claims) => ["events", "htm", "htu"].some((name) => claims.has(name)),
];

/** Reads the claims of a foreign token: type, audience and times are checked, and what it stands for is found here. */
export function foreignReading(
  { signed, header, claims }: ForeignToken,
  issuer: ForeignIssuer,
  environment: string,
  findUser: FindForeignUser,
): TokenReading {
  if (!issuer.types.includes(header.typ ?? "") || otherKinds.some((isOther) => isOther(claims)))
    return refusedToken("token.type", { typ: header.typ ?? "" });
  if (!isFor(issuer.audience, claims.get("aud"))) return refusedToken("token.audience");
  const times = timesOf(claims, leeway);
  if (times === undefined) return refusedToken("token.times");
  const jti = claims.get("jti");
  const account = accountOf(claims, issuer);
  const subject = account === null ? undefined : subjectOf(claims, issuer, account, findUser);
  if (subject === undefined) return refusedToken("token.subject");
  return {
    kind: "genuine",
    token: {
      ...{ issuer: issuer.issuer, own: false, environment, subject, account: account ?? undefined, ...times },
      id: typeof jti === "string" && jti !== "" ? foreignId(`${issuer.issuer} ${jti}`) : foreignId(signed),
      rights: rightsOf(claims, issuer.claims.rights),
      ...{ application: undefined, restrictions: undefined, epochs: {}, session: undefined },
      ...{ oneTime: false, bound: undefined },
    },
  };
}

/**
 * Two issuers may give the same `jti`, and a stranger's may be of any length. Where there is none the signature is left
 * out: of ES256 there are two for one token, and whoever holds one can write the other (SECURITY JWT-08).
 */
const foreignId = (text: string): string => `ext_${hash("sha256", text, "base64url")}`;

/** Null for a claim that is no text. */
function accountOf(claims: Members, { claims: { account: name } }: ForeignIssuer): string | undefined | null {
  const value = name === undefined ? undefined : claims.get(name);
  return value === undefined || (typeof value === "string" && value !== "") ? value : null;
}

function subjectOf(
  claims: Members,
  { claims: { user } }: ForeignIssuer,
  account: string | undefined | null,
  findUser: FindForeignUser,
): TokenSubject | undefined {
  if (user === undefined) return typeof account === "string" ? { kind: "account", id: account } : undefined;
  const value = claims.get(user.claim);
  if (typeof value !== "string" || value === "") return undefined;
  if (user.by === "email" && claims.get("email_verified") !== true) return undefined;
  const id = findUser(user.by, value);
  return id === undefined ? undefined : { kind: "user", id };
}

function rightsOf(claims: Members, mapping: RightsMapping): RightSet {
  switch (mapping.kind) {
    case "fixed":
      return mapping.rights;
    case "claim":
      return compileStoredRights(JSON.stringify(textsOf(claims.get(mapping.claim))));
    case "mapped": {
      const rights = textsOf(claims.get(mapping.claim)).flatMap((text) => mapping.rights.get(text) ?? []);
      return compileStoredRights(JSON.stringify(rights));
    }
  }
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(" ").filter((text) => text !== "");
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : [];
}
