import { type ApiKey, keyStatus, ownerAccount, type ShownKey } from "@clavis/directory";
import { restrictionsJson } from "../../restriction-text.ts";
import { timeText } from "../../time-text.ts";

/** A key as `--json` shows it: times in RFC 3339, never a secret. */
export function keyJson(key: ApiKey | ShownKey, now: number): Record<string, unknown> {
  return {
    id: key.id,
    name: key.name,
    account: ownerAccount(key.owner),
    application: key.owner.kind === "application" ? key.owner.id : undefined,
    environment: key.environment,
    status: keyStatus(key, now),
    rights: key.rights,
    ceilings: key.ceilings,
    restrictions: restrictionsJson(key.restrictions),
    creator: key.creator,
    boundTo: key.boundTo,
    creatorGone: "creatorGone" in key ? key.creatorGone : undefined,
    notBefore: timeText(key.notBefore),
    expiresAt: timeText(key.expiresAt),
    revokedAt: timeText(key.revokedAt),
    revokedReason: key.revokedReason,
    createdAt: timeText(key.createdAt),
    versions: key.versions.map(({ version, last4, createdAt, endsAt }) => ({
      version,
      last4,
      createdAt: timeText(createdAt),
      endsAt: timeText(endsAt),
    })),
  };
}
