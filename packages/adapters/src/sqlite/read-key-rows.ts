import type { ApiKey, KeyFilter, KeyOwner, KeyVersion } from "@clavis/directory";
import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import { readRestrictions } from "./restrictions-text.ts";
import type { ApiKeyRow, KeyVersionRow, Tables } from "./tables.ts";

/** One key joined with its owner, its right lists and one of its versions. */
type JoinedRow = Omit<ApiKeyRow, "account" | "application" | "rights" | "ceiling"> & {
  account: string | null;
  application: string | null;
  rights: string;
  ceiling: string;
  more_ceilings: string;
  links: string;
} & Pick<KeyVersionRow, "version" | "last4" | "ends_at"> & { version_created_at: number };

export async function findKey(db: Kysely<Tables>, id: string): Promise<ApiKey | undefined> {
  const [key] = await readKeys(db, { limit: 1 }, id);
  return key;
}

export const listKeys = (db: Kysely<Tables>, filter: KeyFilter): Promise<readonly ApiKey[]> =>
  readKeys(db, filter, undefined);

/** One statement, so that a key and its versions are of one moment. The limit counts keys, not versions. */
async function readKeys(
  db: Kysely<Tables>,
  { account, application, environment, after, limit }: KeyFilter,
  id: string | undefined,
): Promise<readonly ApiKey[]> {
  const rows = await db
    .selectFrom((from) => {
      let page = from.selectFrom("api_key").selectAll("api_key").orderBy("api_key.id").limit(limit);
      if (id !== undefined) page = page.where("api_key.id", "=", id);
      if (after !== undefined) page = page.where("api_key.id", ">", after);
      if (environment !== undefined) page = page.where("api_key.environment", "=", environment);
      if (account !== undefined) page = page.where("api_key.account", "=", rowOfAccount(from, account));
      if (application !== undefined) page = page.where("api_key.application", "=", rowOfApplication(from, application));
      return page.as("key");
    })
    .leftJoin("account", "account.row", "key.account")
    .leftJoin("application", "application.row", "key.application")
    .innerJoin("right_list as granted", "granted.row", "key.rights")
    .innerJoin("right_list as ceiling", "ceiling.row", "key.ceiling")
    .innerJoin("key_version", "key_version.key", "key.row")
    .select(["key.id", "key.environment", "key.name", "key.restrictions", "key.creator", "key.enabled"])
    .select(["key.bound_to", "application.id as application"])
    .select(["key.not_before", "key.expires_at", "key.revoked_at", "key.revoked_reason", "key.created_at"])
    .select(["key.revision", "account.number as account", "granted.rights as rights", "ceiling.rights as ceiling"])
    .select(["key_version.version", "key_version.last4", "key_version.ends_at"])
    .select("key_version.created_at as version_created_at")
    .select([moreCeilings.as("more_ceilings"), keyLinks.as("links")])
    .orderBy("key.id")
    .orderBy("key_version.version")
    .execute();
  return gather(rows);
}

/** JSON lists: of the rights of the further ceilings, and of the ids of links. */
const moreCeilings = sql<string>`(select json_group_array(json(rights) order by place) from (
  select right_list.rights, key_ceiling.place from key_ceiling join right_list on right_list.row = key_ceiling.rights
  where key_ceiling.key = key.row))`;
const keyLinks = sql<string>`(select json_group_array(link order by link) from key_link where key_link.key = key.row)`;

const rowOfAccount = (from: ExpressionBuilder<Tables, never>, number: string) =>
  from.selectFrom("account").select("account.row").where("account.number", "=", number);

const rowOfApplication = (from: ExpressionBuilder<Tables, never>, id: string) =>
  from.selectFrom("application").select("application.row").where("application.id", "=", id);

/** Rows of one key follow one another: they become one key with its versions. */
function gather(rows: readonly JoinedRow[]): readonly ApiKey[] {
  const keys: ApiKey[] = [];
  let versions: KeyVersion[] = [];
  for (const row of rows) {
    if (keys.at(-1)?.id !== row.id) {
      versions = [];
      keys.push(toKey(row, versions));
    }
    versions.push(toVersion(row));
  }
  return keys;
}

const toKey = (row: JoinedRow, versions: readonly KeyVersion[]): ApiKey => ({
  id: row.id,
  environment: row.environment,
  owner: toOwner(row),
  name: row.name,
  rights: JSON.parse(row.rights),
  ceilings: [JSON.parse(row.ceiling), ...JSON.parse(row.more_ceilings)],
  links: JSON.parse(row.links),
  restrictions: readRestrictions(row.restrictions),
  creator: row.creator,
  boundTo: row.bound_to ?? undefined,
  enabled: row.enabled === 1,
  notBefore: row.not_before ?? undefined,
  expiresAt: row.expires_at ?? undefined,
  revokedAt: row.revoked_at ?? undefined,
  revokedReason: row.revoked_reason ?? undefined,
  createdAt: row.created_at,
  revision: row.revision,
  versions,
});

function toOwner({ id, account, application }: JoinedRow): KeyOwner {
  if (account !== null) return { kind: "account", number: account };
  if (application !== null) return { kind: "application", id: application };
  throw new TypeError(`key "${id}" has no owner`);
}

const toVersion = (row: JoinedRow): KeyVersion => ({
  version: row.version,
  last4: row.last4,
  createdAt: row.version_created_at,
  endsAt: row.ends_at ?? undefined,
});
