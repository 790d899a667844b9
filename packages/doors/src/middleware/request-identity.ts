import type { Judgement } from "@clavis/core";

/** Who makes an allowed request, for the application behind the middleware. */
export interface RequestIdentity {
  readonly requestId: string;
  /** The account acted in; undefined for anonymous calls. */
  readonly account: string | undefined;
  /** The id of the user who calls; undefined for keys. */
  readonly user: string | undefined;
  /** The id of the credential, never its secret. */
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
    credential: principal.kind === "key" ? principal.key.id : undefined,
    rights: decision.effect === "allow" ? decision.matched : [],
    environment: facts.environment,
    operation: operation?.id,
  };
}
