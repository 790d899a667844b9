import { besideIn, credentialIdOf, isCaller, type Judgement } from "@clavis/core";

/** Who makes an allowed request, for the application behind the middleware. */
export interface RequestIdentity {
  readonly requestId: string;
  /** The account acted in; undefined for anonymous calls. */
  readonly account: string | undefined;
  /** The id of the user who calls; undefined for keys. */
  readonly user: string | undefined;
  /** The application that calls, or that the session or token was given to. */
  readonly application: string | undefined;
  /** The id of the key, session or token, never its secret. */
  readonly credential: string | undefined;
  /** The rights that matched, as written. */
  readonly rights: readonly string[];
  readonly environment: string | undefined;
  /** The operationId that was judged. */
  readonly operation: string | undefined;
}

export function identityOf({ facts, decision }: Judgement): RequestIdentity {
  const { principal, account, operation } = decision;
  return {
    requestId: facts.requestId,
    account: account?.number,
    user: principal.kind === "user" ? principal.user.id : undefined,
    application: besideIn(principal)?.application.id,
    credential: isCaller(principal) ? credentialIdOf(principal) : besideIn(principal)?.key?.id,
    rights: decision.effect === "allow" ? decision.matched : [],
    environment: facts.environment,
    operation: operation?.id,
  };
}
