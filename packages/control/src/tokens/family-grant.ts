import type { JsonObject, TokenOrder } from "@clavis/directory";

/** Who may refresh: whoever sends the key of the application that it was given to, or anyone who holds the token. */
export const clientOf = (application: string | undefined): string =>
  application === undefined ? "-" : `app:${application}`;

/** What the access tokens of a family are made from, as it is stored. */
export const grantJson = ({ session: _, bound: _bound, oneTime: _oneTime, ...order }: TokenOrder): JsonObject =>
  JSON.parse(JSON.stringify(order));

/** The order again; `family` is what its tokens name, so that they end with it. */
export function orderOf(grant: JsonObject, family: string): TokenOrder {
  const order = grant as unknown as Omit<TokenOrder, "session" | "bound" | "oneTime">;
  return {
    environment: order.environment,
    subject: order.subject,
    account: order.account,
    application: order.application,
    rights: order.rights,
    restrictions: order.restrictions,
    lifetime: order.lifetime,
    session: family,
    bound: undefined,
    oneTime: false,
  };
}
