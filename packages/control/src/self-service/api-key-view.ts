import type { ApiKeyView } from "@clavis/contract";
import { type ApiKey, keyStatus, ownerName } from "@clavis/directory";
import { timeText } from "./input.ts";

/** What goes out of a key: never a digest, and of its ceilings nothing. */
export function apiKeyView(key: ApiKey, now: number): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    account: ownerName(key.owner),
    environment: key.environment,
    status: keyStatus(key, now),
    rights: [...key.rights],
    restrictions: { ...key.restrictions },
    creator: key.creator,
    createdAt: text(key.createdAt),
    ...optional("notBefore", key.notBefore),
    ...optional("expiresAt", key.expiresAt),
    ...optional("revokedAt", key.revokedAt),
    versions: key.versions.map(({ version, last4, createdAt, endsAt }) => ({
      version,
      last4,
      createdAt: text(createdAt),
      ...optional("endsAt", endsAt),
    })),
  };
}

const text = (time: number): string => timeText(time) ?? "";

const optional = <Name extends string>(name: Name, time: number | undefined): { readonly [key in Name]?: string } =>
  time === undefined ? {} : ({ [name]: text(time) } as { readonly [key in Name]: string });
