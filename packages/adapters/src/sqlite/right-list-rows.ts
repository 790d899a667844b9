import { canonicalJson, type RightsHolder } from "@clavis/directory";
import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** The row of a right list, made where there is none: each is kept once, however many share it. */
export async function rowOfRights(db: Kysely<Tables>, rights: readonly string[]): Promise<number> {
  const text = canonicalJson(rights);
  const known = await db.selectFrom("right_list").select("row").where("rights", "=", text).executeTakeFirst();
  if (known !== undefined) return known.row;
  const added = await db.insertInto("right_list").values({ rights: text }).returning("row").executeTakeFirstOrThrow();
  return added.row;
}

/** Each list once. */
export async function listRights(db: Kysely<Tables>): Promise<readonly (readonly string[])[]> {
  const shared = db.selectFrom("right_list").select("rights");
  const rows = await shared.union(db.selectFrom("account").select("rights")).execute();
  return rows.map(({ rights }) => JSON.parse(rights) as readonly string[]);
}

/** Reads all keys where none has the list: for start, and for lists that are no longer in order. */
export async function findRightsHolder(
  db: Kysely<Tables>,
  rights: readonly string[],
): Promise<RightsHolder | undefined> {
  const text = canonicalJson(rights);
  const found = await sql<RightsHolder>`
    with list as (select row from right_list where rights = ${text})
    select 'account' kind, number id from account where rights = ${text}
    union all select 'application', id from application where rights in list
    union all select 'role', name from role where rights in list
    union all select 'link', id from link where ceiling in list
    union all select 'key', id from api_key where revoked_at is null and (rights in list or ceiling in list)
    union all select 'key', id from key_ceiling join api_key on api_key.row = key_ceiling.key
      where key_ceiling.rights in list and revoked_at is null
    limit 1`.execute(db);
  const [holder] = found.rows;
  return holder && { kind: holder.kind, id: holder.id };
}
