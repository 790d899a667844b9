import { DirectoryError, type Page, type Role } from "@clavis/directory";
import type { Kysely } from "kysely";
import { readRestrictions, restrictionsText } from "./restrictions-text.ts";
import { rowOfRights } from "./right-list-rows.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { Tables } from "./tables.ts";

const roles = (db: Kysely<Tables>) =>
  db
    .selectFrom("role")
    .innerJoin("right_list", "right_list.row", "role.rights")
    .select(["role.name", "right_list.rights as rights", "role.restrictions", "role.created_at", "role.revision"])
    .orderBy("role.name");

type RoleTuple = Awaited<ReturnType<ReturnType<typeof roles>["execute"]>>[number];

export async function findRole(db: Kysely<Tables>, name: string): Promise<Role | undefined> {
  const row = await roles(db).where("role.name", "=", name).executeTakeFirst();
  return row && toRole(row);
}

export async function listRoles(db: Kysely<Tables>, { after, limit }: Page<string>): Promise<readonly Role[]> {
  let query = roles(db).limit(limit);
  if (after !== undefined) query = query.where("role.name", ">", after);
  return (await query.execute()).map(toRole);
}

export async function insertRole(db: Kysely<Tables>, role: Role): Promise<void> {
  const { name, createdAt, revision } = role;
  const rights = await rowOfRights(db, role.rights);
  const restrictions = restrictionsText(role.restrictions);
  await insertedOnce(`role "${name}" exists already`, () =>
    db.insertInto("role").values({ name, rights, restrictions, created_at: createdAt, revision }).execute(),
  );
}

export async function updateRole(db: Kysely<Tables>, { name, rights, restrictions, revision }: Role): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("role")
    .set({ rights: await rowOfRights(db, rights), restrictions: restrictionsText(restrictions), revision })
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw unknownRole(name);
}

export async function removeRole(db: Kysely<Tables>, name: string): Promise<void> {
  const row = await expectRoleRow(db, name);
  const used = await db.selectFrom("membership").select("user").where("role", "=", row).limit(1).executeTakeFirst();
  if (used !== undefined) throw new DirectoryError("conflict", `users have the role "${name}"`);
  await db.deleteFrom("role").where("row", "=", row).execute();
}

/** The row of a role. DirectoryError `not_found`. */
export async function expectRoleRow(db: Kysely<Tables>, name: string): Promise<number> {
  const role = await db.selectFrom("role").select("row").where("name", "=", name).executeTakeFirst();
  if (role === undefined) throw unknownRole(name);
  return role.row;
}

const unknownRole = (name: string): DirectoryError => new DirectoryError("not_found", `there is no role "${name}"`);

const toRole = ({ name, rights, restrictions, created_at, revision }: RoleTuple): Role => ({
  name,
  rights: JSON.parse(rights),
  restrictions: readRestrictions(restrictions),
  createdAt: created_at,
  revision,
});
