import type { AccountRecord, ApplicationRecord, KeyRecord, Restrictions, RightSet } from "@clavis/core";
import type { KeyExtras } from "./image-changes.ts";
import type { IndexedRecords } from "./indexed-records.ts";
import type { Interned } from "./interned.ts";
import type { FoundKey } from "./key-row.ts";

/** What the numbers of a key are indexes into. */
export interface KeyMeanings {
  readonly accounts: IndexedRecords<AccountRecord>;
  readonly applications: IndexedRecords<ApplicationRecord>;
  readonly environments: Interned<string>;
  readonly rights: Interned<RightSet>;
  readonly restrictions: Interned<Restrictions | undefined>;
}

const none: readonly never[] = [];

/** A packed key as the decision sees it. */
export function keyRecordOf(found: FoundKey, extras: KeyExtras | undefined, meanings: KeyMeanings): KeyRecord {
  const { rights, environments, restrictions } = meanings;
  const ceilings = extras === undefined ? [found.ceiling] : [found.ceiling, ...extras.ceilings];
  const members = {
    id: found.id,
    version: found.version,
    slot: found.slot,
    environment: environments.value(found.environment),
    rights: rights.value(found.rights),
    ceilings: ceilings.map((ceiling) => rights.value(ceiling)),
    links: extras === undefined ? none : extras.links,
    boundTo: extras?.boundTo,
    enabled: found.enabled,
    notBefore: found.notBefore,
    expiresAt: found.expiresAt,
    revokedAt: found.revokedAt,
    versionEndsAt: found.versionEndsAt,
    restrictions: restrictions.value(found.restrictions),
  };
  return found.owner === "account"
    ? { ...members, owner: "account", account: meanings.accounts.at(found.ownerIndex) }
    : { ...members, owner: "application", application: meanings.applications.at(found.ownerIndex) };
}
