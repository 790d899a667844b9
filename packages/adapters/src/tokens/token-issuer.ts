import type { Epochs, Snapshot } from "@clavis/core";
import { type AccessTokens, DirectoryError, type IssuedToken, sortableId, type TokenOrder } from "@clavis/directory";
import { maxTokenLength } from "./jws/compact-jws.ts";
import { type JwsKey, signedJws } from "./jws/signature.ts";
import { ownClaims } from "./own-claims.ts";
import { accessTokenType, type OwnIssuer } from "./own-issuer.ts";
import type { SigningKeys } from "./signing-keys/signing-keys.ts";

export interface TokenIssuerParts {
  /** One an environment. */
  readonly issuers: readonly OwnIssuer[];
  readonly keys: SigningKeys;
  readonly snapshot: Pick<Snapshot, "epochOf">;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Signs access tokens (RFC 9068) with the key that signs for their environment at the time. */
export class TokenIssuer implements AccessTokens {
  readonly #parts: TokenIssuerParts;

  constructor(parts: TokenIssuerParts) {
    this.#parts = parts;
  }

  issue(order: TokenOrder, epochs: Epochs = this.#epochsOf(order)): IssuedToken {
    if (!Number.isSafeInteger(order.lifetime) || order.lifetime < 1)
      throw new TypeError("the lifetime of a token is a whole number of seconds");
    if (order.oneTime && order.restrictions?.uses === undefined)
      throw new TypeError("a one-time token says how often it can be used");
    const time = this.#parts.clock();
    const issuer = this.#issuerOf(order.environment);
    const key = this.#keyOf(issuer, time);
    const id = sortableId("tok", time, this.#parts.randomBytes);
    const issuedAt = Math.floor(time / 1000);
    const claims = ownClaims(order, { issuer, id, issuedAt, epochs });
    const token = signedJws(key, accessTokenType, claims);
    if (token.length > maxTokenLength) throw tooLong();
    return { token, id, expiresAt: (issuedAt + order.lifetime) * 1000 };
  }

  #issuerOf(environment: string): OwnIssuer {
    const issuer = this.#parts.issuers.find((one) => one.environment === environment);
    if (issuer === undefined) throw new DirectoryError("not_found", `environment "${environment}" issues no tokens`);
    return issuer;
  }

  #keyOf({ environment, algorithm }: OwnIssuer, time: number): JwsKey {
    const key = this.#parts.keys.signing({ environment, purpose: "token", algorithm }, time);
    if (key === undefined) throw new DirectoryError("not_found", `environment "${environment}" has no signing key`);
    return key;
  }

  #epochsOf({ environment, subject, account, application }: TokenOrder): Epochs {
    const { snapshot } = this.#parts;
    return {
      ...(subject.kind !== "application" && { [subject.kind]: snapshot.epochOf(subject.kind, subject.id) }),
      account: snapshot.epochOf("account", account),
      ...(application !== undefined && { application: snapshot.epochOf("application", application) }),
      environment: snapshot.epochOf("environment", environment),
    };
  }
}

function tooLong(): DirectoryError {
  const detail = "are too many for a token: name fewer, or leave them out to take over all";
  return new DirectoryError("validation_failed", `rights: ${detail}`, [{ member: "rights", detail }]);
}
