import { type Application, DirectoryError, type Page } from "@clavis/directory";
import type { Kysely } from "kysely";
import { readRestrictions, restrictionsText } from "./restrictions-text.ts";
import { rowOfRights } from "./right-list-rows.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { ApplicationRow, Tables } from "./tables.ts";

const applications = (db: Kysely<Tables>) =>
  db
    .selectFrom("application")
    .innerJoin("right_list", "right_list.row", "application.rights")
    .select(["application.id", "application.name", "application.enabled", "right_list.rights as rights"])
    .select(["application.restrictions", "application.created_at", "application.revision"])
    .orderBy("application.id");

type ApplicationTuple = Awaited<ReturnType<ReturnType<typeof applications>["execute"]>>[number];

export async function findApplication(db: Kysely<Tables>, id: string): Promise<Application | undefined> {
  const row = await applications(db).where("application.id", "=", id).executeTakeFirst();
  return row && toApplication(row);
}

export async function listApplications(
  db: Kysely<Tables>,
  { after, limit }: Page<string>,
): Promise<readonly Application[]> {
  let query = applications(db).limit(limit);
  if (after !== undefined) query = query.where("application.id", ">", after);
  return (await query.execute()).map(toApplication);
}

export async function insertApplication(db: Kysely<Tables>, application: Application): Promise<void> {
  const values = await toRow(db, application);
  await insertedOnce(`application "${application.id}" exists already`, () =>
    db.insertInto("application").values(values).execute(),
  );
}

export async function updateApplication(db: Kysely<Tables>, application: Application): Promise<void> {
  const { id, created_at, ...changing } = await toRow(db, application);
  const { numUpdatedRows } = await db
    .updateTable("application")
    .set(changing)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw unknownApplication(id);
}

/** The row of an application. DirectoryError `not_found`. */
export async function expectApplicationRow(db: Kysely<Tables>, id: string): Promise<number> {
  const application = await db.selectFrom("application").select("row").where("id", "=", id).executeTakeFirst();
  if (application === undefined) throw unknownApplication(id);
  return application.row;
}

const unknownApplication = (id: string): DirectoryError =>
  new DirectoryError("not_found", `there is no application "${id}"`);

const toRow = async (db: Kysely<Tables>, application: Application): Promise<ApplicationRow> => ({
  id: application.id,
  name: application.name,
  enabled: Number(application.enabled),
  rights: await rowOfRights(db, application.rights),
  restrictions: restrictionsText(application.restrictions),
  created_at: application.createdAt,
  revision: application.revision,
});

const toApplication = (row: ApplicationTuple): Application => ({
  id: row.id,
  name: row.name,
  enabled: row.enabled === 1,
  rights: JSON.parse(row.rights),
  restrictions: readRestrictions(row.restrictions),
  createdAt: row.created_at,
  revision: row.revision,
});
