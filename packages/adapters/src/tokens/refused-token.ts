import { type RefusalValues, refusal, type TokenReading } from "@clavis/core";

/** The reading of a token that is none of ours or of an issuer we trust. `rule` says to the operator what was wrong. */
export const refusedToken = (rule: string, values: RefusalValues = {}): TokenReading => ({
  kind: "refused",
  refusal: refusal("credential", "credential_invalid", rule, "The token is not valid here.", values),
});
