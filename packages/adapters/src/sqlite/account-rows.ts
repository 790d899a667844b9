import { type Account, canonicalJson, DirectoryError, type Page } from "@clavis/directory";
import type { Kysely } from "kysely";
import { readRestrictions, restrictionsText } from "./restrictions-text.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { AccountRow, Tables } from "./tables.ts";

const columns = ["number", "name", "enabled", "rights", "restrictions", "zone", "created_at", "revision"] as const;

export async function findAccount(db: Kysely<Tables>, number: string): Promise<Account | undefined> {
  const row = await db.selectFrom("account").select(columns).where("number", "=", number).executeTakeFirst();
  return row && toAccount(row);
}

export async function listAccounts(db: Kysely<Tables>, { after, limit }: Page<string>): Promise<readonly Account[]> {
  let query = db.selectFrom("account").select(columns).orderBy("number").limit(limit);
  if (after !== undefined) query = query.where("number", ">", after);
  return (await query.execute()).map(toAccount);
}

export async function insertAccount(db: Kysely<Tables>, account: Account): Promise<void> {
  await insertedOnce(`account "${account.number}" exists already`, () =>
    db.insertInto("account").values(toRow(account)).execute(),
  );
}

export async function updateAccount(db: Kysely<Tables>, account: Account): Promise<void> {
  const { number, created_at, ...changing } = toRow(account);
  const { numUpdatedRows } = await db
    .updateTable("account")
    .set(changing)
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DirectoryError("not_found", `there is no account "${number}"`);
}

/** The row of an account. DirectoryError `not_found`. */
export async function expectAccountRow(db: Kysely<Tables>, number: string): Promise<number> {
  const account = await db.selectFrom("account").select("row").where("number", "=", number).executeTakeFirst();
  if (account === undefined) throw new DirectoryError("not_found", `there is no account "${number}"`);
  return account.row;
}

const toRow = (account: Account): AccountRow => ({
  number: account.number,
  name: account.name,
  enabled: Number(account.enabled),
  rights: canonicalJson(account.rights),
  restrictions: restrictionsText(account.restrictions),
  zone: account.zone,
  created_at: account.createdAt,
  revision: account.revision,
});

const toAccount = (row: AccountRow): Account => ({
  number: row.number,
  name: row.name,
  enabled: row.enabled === 1,
  rights: JSON.parse(row.rights),
  restrictions: readRestrictions(row.restrictions),
  zone: row.zone,
  createdAt: row.created_at,
  revision: row.revision,
});
