import type { PresentedCredential } from "../2-extract/presented.ts";
import type { Beside, Grant, Principal } from "../kernel/principal.ts";
import type { TokenReading, TokenRecord } from "../kernel/token.ts";
import { besideOf } from "./beside-of.ts";
import { rejected } from "./rejected.ts";
import type { Verifying } from "./verify.ts";

type PresentedToken = Extract<PresentedCredential, { kind: "token" }>;

/** Whom a token stands for, once its signature is verified. Its time, its epochs and its revocation are judged later. */
export function verifyToken(presented: PresentedToken, beside: Beside | undefined, asking: Verifying): Principal {
  const reading = readingOf(presented.text, asking);
  switch (reading.kind) {
    case "unresolved":
      return { kind: "unresolved", need: reading.need };
    case "refused":
      return { kind: "rejected", refusal: reading.refusal };
    case "unavailable":
      return rejected("store_unavailable", "token.keys", "The keys of the token's issuer can not be fetched now.");
    case "genuine":
      return subjectOf(reading.token, presented, beside, asking);
  }
}

function readingOf(
  text: string,
  { tokens, facts, resolution }: Verifying,
): TokenReading | { readonly kind: "unavailable" } {
  if (resolution === undefined) return tokens.read(text, facts.environment, facts.time);
  if (resolution.kind === "unavailable") return resolution;
  if (resolution.kind !== "token") throw new TypeError(`a token is not resolved by a ${resolution.kind}`);
  return resolution.reading;
}

function subjectOf(
  token: TokenRecord,
  { scheme, accepts }: PresentedToken,
  beside: Beside | undefined,
  { snapshot }: Verifying,
): Principal {
  const kind = token.oneTime ? "one-time" : "access-token";
  if (!accepts.includes(kind))
    return rejected(
      "scheme_not_accepted",
      "credential.kind",
      `The scheme ${scheme} does not carry this kind of token.`,
    );
  const given = besideOf(token.application, beside, snapshot);
  if (given !== undefined && "kind" in given) return given;
  const grant: Extract<Grant, { kind: "token" }> = { kind: "token", token };
  switch (token.subject.kind) {
    case "user": {
      const user = snapshot.findUserById(token.subject.id);
      return user === undefined ? gone : { kind: "user", user, scheme, grant, beside: given };
    }
    case "key": {
      const key = snapshot.findKeyById(token.subject.id);
      return key?.owner === "account" ? { kind: "key", key, scheme, grant, beside: given } : gone;
    }
    case "account": {
      const account = snapshot.findAccount(token.subject.id);
      return account === undefined ? gone : { kind: "token", account, scheme, grant, beside: given };
    }
  }
}

const gone = rejected("credential_revoked", "token.subject", "Whom this token stands for is no more.");
