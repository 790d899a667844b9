import type { ImageAccount, ImageApplication, ImageLink, ImageUser } from "./image-changes.ts";
import type { TableVersion } from "./key-row.ts";
import type {
  AccountTuple,
  ApplicationTuple,
  LinkTuple,
  MembershipTuple,
  UserTuple,
  VersionTuple,
} from "./sqlite-queries.ts";

/** How the store writes that there are no restrictions, and how the image does. */
export const restrictionsIn = (stored: string | null): string => stored ?? "{}";

export const toAccount = ([, number, enabled, rights, restrictions, zone]: AccountTuple): ImageAccount => ({
  number,
  enabled: enabled === 1,
  rights,
  restrictions: restrictionsIn(restrictions),
  zone,
});

export const toApplication = ([, id, enabled, rights, restrictions]: ApplicationTuple): ImageApplication => ({
  id,
  enabled: enabled === 1,
  rights,
  restrictions: restrictionsIn(restrictions),
});

export function toUser(user: UserTuple, memberships: readonly MembershipTuple[]): ImageUser {
  const [, id, email, externalId, enabled, kind, mainAccount, passwordVersion, bootstrap] = user;
  return {
    id,
    email,
    externalId: externalId ?? undefined,
    enabled: enabled === 1,
    kind: kind ?? undefined,
    mainAccount: mainAccount ?? undefined,
    passwordVersion,
    passwordChangeDue: bootstrap !== 0,
    memberships: memberships.map(([, account, role, rights, restrictions]) => ({
      account,
      role,
      rights,
      restrictions: restrictionsIn(restrictions),
    })),
  };
}

export const toLink = ([, id, portal, client, ceiling]: LinkTuple): ImageLink => ({ id, portal, client, ceiling });

export const toVersion = ([, version, digest, endsAt]: VersionTuple): TableVersion => ({
  version,
  digest,
  endsAt: endsAt ?? Number.POSITIVE_INFINITY,
});
