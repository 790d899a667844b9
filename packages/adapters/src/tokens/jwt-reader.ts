import type { TokenReader, TokenReading } from "@clavis/core";
import type { TokenRevocations } from "@clavis/directory";
import { foreignReading } from "./foreign/foreign-claims.ts";
import type { FindForeignUser, ForeignIssuer } from "./foreign/foreign-issuer.ts";
import type { ForeignKeys } from "./foreign/foreign-keys.ts";
import { type CompactJws, parseCompactJws } from "./jws/compact-jws.ts";
import { type Members, strictObject } from "./jws/strict-json.ts";
import { verifyJws } from "./jws/verify-jws.ts";
import { ownRecord } from "./own-claims.ts";
import { accessTokenType, type OwnIssuer } from "./own-issuer.ts";
import { refusedToken } from "./refused-token.ts";
import type { SigningKeys } from "./signing-keys/signing-keys.ts";
import { tokenName, VerifiedTokens } from "./verified-tokens.ts";

export interface JwtReaderParts {
  /** One an environment. */
  readonly own: readonly OwnIssuer[];
  readonly keys: SigningKeys;
  readonly foreign: readonly ForeignIssuer[];
  readonly foreignKeys: ForeignKeys;
  readonly findUser: FindForeignUser;
  readonly revocations: Pick<TokenRevocations, "isRevoked">;
  /** How many verified tokens are remembered; 10,000. */
  readonly capacity?: number;
}

/** A token that was verified before. Its key may be gone since, and its user another one. */
interface Verified {
  isStillSigned(time: number): boolean;
  reading(): TokenReading;
}

/** A token that says it is of this issuer. */
interface Claimed {
  readonly text: string;
  readonly jws: CompactJws;
  readonly claims: Members;
  readonly environment: string | undefined;
  readonly time: number;
}

const defaultCapacity = 10_000;

/** Reads our own access tokens and those of the foreign issuers that are configured. */
export class JwtReader implements TokenReader {
  readonly #parts: JwtReaderParts;
  readonly #verified: VerifiedTokens<Verified>;

  constructor(parts: JwtReaderParts) {
    this.#parts = parts;
    this.#verified = new VerifiedTokens(parts.capacity ?? defaultCapacity);
  }

  read(text: string, environment: string | undefined, time: number): TokenReading {
    const name = tokenName(text, environment);
    const known = this.#verified.get(name);
    if (known?.isStillSigned(time)) return known.reading();
    const fresh = this.#verify(text, environment, time);
    if ("kind" in fresh) return fresh;
    const reading = fresh.reading();
    if (reading.kind === "genuine") this.#verified.set(name, fresh);
    return reading;
  }

  isRevoked(id: string): boolean {
    return this.#parts.revocations.isRevoked(id);
  }

  /** The issuer whose token the text says it is, and that counts in the environment. */
  foreignIssuer(issuer: string, environment: string | undefined): ForeignIssuer | undefined {
    return this.#parts.foreign.find(
      (one) => one.issuer === issuer && (one.environment === undefined || one.environment === environment),
    );
  }

  #verify(text: string, environment: string | undefined, time: number): Verified | TokenReading {
    const jws = parseCompactJws(text);
    const claims = jws && strictObject(jws.payload);
    if (jws === undefined || claims === undefined) return refusedToken("token.form");
    const issuer = claims.get("iss");
    if (typeof issuer !== "string") return refusedToken("token.issuer");
    const claimed = { text, jws, claims, environment, time };
    const own = this.#parts.own.find((one) => one.issuer === issuer);
    if (own !== undefined) return this.#verifyOwn(claimed, own);
    const foreign = this.foreignIssuer(issuer, environment);
    return foreign === undefined ? refusedToken("token.issuer", { issuer }) : this.#verifyForeign(claimed, foreign);
  }

  #verifyOwn({ jws, claims, time }: Claimed, issuer: OwnIssuer): Verified | TokenReading {
    const { kid, typ, algorithm } = jws.header;
    if (typ !== accessTokenType) return refusedToken("token.type", { typ: typ ?? "" });
    const keyAt = (moment: number) =>
      kid === undefined ? undefined : this.#parts.keys.verifying(kid, issuer.environment, "token", moment);
    const key = keyAt(time);
    if (kid === undefined || key === undefined) return refusedToken("token.key", { kid: kid ?? "" });
    if (verifyJws(jws, new Map([[kid, key]])).kind !== "signed") return refusedToken("token.signature", { algorithm });
    const token = ownRecord(claims, issuer);
    if (token === undefined) return refusedToken("token.claims");
    const reading: TokenReading = { kind: "genuine", token };
    return { isStillSigned: (moment) => keyAt(moment) !== undefined, reading: () => reading };
  }

  #verifyForeign(claimed: Claimed, issuer: ForeignIssuer): Verified | TokenReading {
    const { text, jws, claims, environment, time } = claimed;
    const { foreignKeys, findUser } = this.#parts;
    if (environment === undefined) return refusedToken("token.environment");
    if (!issuer.algorithms.includes(jws.header.algorithm)) return refusedToken("token.algorithm");
    const keys = foreignKeys.current(issuer, time);
    const verification = keys && verifyJws(jws, keys);
    if (verification === undefined || verification.kind === "unknown-key") {
      if (keys !== undefined && !foreignKeys.mayFetch(issuer, time)) return refusedToken("token.key");
      return { kind: "unresolved", need: { kind: "token", text, issuer: issuer.issuer, environment } };
    }
    if (verification.kind === "forged") return refusedToken("token.signature");
    const { key } = verification;
    return {
      isStillSigned: (moment) => foreignKeys.current(issuer, moment)?.get(key.kid)?.key.equals(key.key) === true,
      reading: () => foreignReading({ signed: jws.signed, header: jws.header, claims }, issuer, environment, findUser),
    };
  }
}
