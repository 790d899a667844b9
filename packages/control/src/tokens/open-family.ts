import type { Epochs } from "@clavis/core";
import type { FamilySource, IssuedToken, TokenOrder } from "@clavis/directory";
import type { SelfServiceCaller } from "../self-service/caller.ts";
import { clientOf, grantJson } from "./family-grant.ts";
import { endOf } from "./token-end.ts";
import { type TokenPorts, termsOf } from "./token-ports.ts";

/**
 * An access token with the first refresh token of a family of its own, which names it. Where there is no access token
 * after all, such as for an order that is too long for one, the family ends again.
 */
export async function issueWithFamily(
  ports: TokenPorts,
  self: SelfServiceCaller,
  order: TokenOrder,
  source: FamilySource,
): Promise<{ readonly issued: IssuedToken; readonly refreshToken: string }> {
  const family = await openFamily(ports, self, order, source);
  try {
    return { issued: ports.accessTokens.issue({ ...order, session: family.id }), refreshToken: family.token };
  } catch (error) {
    await ports.families.end(family.id);
    throw error;
  }
}

/** Opens the family of refresh tokens that an order's access tokens are made from, again and again. */
async function openFamily(
  ports: TokenPorts,
  { caller, environment }: SelfServiceCaller,
  order: TokenOrder,
  source: FamilySource,
): Promise<{ readonly id: string; readonly token: string }> {
  const { absolute, ...rules } = termsOf(ports, environment).refresh;
  const { family, token } = await ports.families.open({
    ...rules,
    environment,
    client: clientOf(order.application),
    source,
    epochs: epochsOf(ports, order),
    grant: grantJson(order),
    endsAt: Math.min(ports.directory.clock() + absolute, endOf(caller)),
  });
  return { id: family.id, token };
}

/** Of everything whose end ends the family. */
function epochsOf({ snapshot }: TokenPorts, { subject, account, application, environment }: TokenOrder): Epochs {
  return {
    ...(subject.kind !== "application" && { [subject.kind]: snapshot.epochOf(subject.kind, subject.id) }),
    account: snapshot.epochOf("account", account),
    ...(application !== undefined && { application: snapshot.epochOf("application", application) }),
    environment: snapshot.epochOf("environment", environment),
  };
}
