import type { Account, Application, Link, RestrictionSpec } from "@clavis/directory";
import type { ImageAccount, ImageApplication, ImageLink } from "./image-changes.ts";

export const jsonOf = (restrictions: RestrictionSpec | undefined): string => JSON.stringify(restrictions ?? {});

export const toAccount = ({ number, enabled, rights, restrictions, zone }: Account): ImageAccount => ({
  number,
  enabled,
  rights: JSON.stringify(rights),
  restrictions: jsonOf(restrictions),
  zone,
});

export const toApplication = ({ id, enabled, rights, restrictions }: Application): ImageApplication => ({
  id,
  enabled,
  rights: JSON.stringify(rights),
  restrictions: jsonOf(restrictions),
});

export const toLink = ({ id, portal, client, ceiling }: Link): ImageLink => ({
  id,
  portal,
  client,
  ceiling: JSON.stringify(ceiling),
});
