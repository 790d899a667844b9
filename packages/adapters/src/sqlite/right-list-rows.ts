import { canonicalJson } from "@clavis/directory";
import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The row of a right list, made where there is none: each is kept once, however many share it. */
export async function rowOfRights(db: Kysely<Tables>, rights: readonly string[]): Promise<number> {
  const text = canonicalJson(rights);
  const known = await db.selectFrom("right_list").select("row").where("rights", "=", text).executeTakeFirst();
  if (known !== undefined) return known.row;
  const added = await db.insertInto("right_list").values({ rights: text }).returning("row").executeTakeFirstOrThrow();
  return added.row;
}
