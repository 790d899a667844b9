import { canonicalJson, DirectoryError, type SecretPurpose, type User, type UserSecret } from "@clavis/directory";
import type { Kysely } from "kysely";
import { expectAccountRow } from "./account-rows.ts";
import { expectRoleRow } from "./role-rows.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { Tables, UserRow } from "./tables.ts";

export async function insertUser(db: Kysely<Tables>, user: User, hash: string | undefined): Promise<void> {
  const members = await toRow(db, user);
  const values = { ...members, id: user.id, created_at: user.createdAt, password: hash ?? null };
  const { row } = await insertedOnce(taken(user), () =>
    db.insertInto("user").values(values).returning("row").executeTakeFirstOrThrow(),
  );
  await insertMemberships(db, row, user);
}

export async function updateUser(db: Kysely<Tables>, user: User, hash?: string): Promise<void> {
  const members = await toRow(db, user);
  const values = hash === undefined ? members : { ...members, password: hash };
  const row = await expectUserRow(db, user.id);
  await insertedOnce(taken(user), () => db.updateTable("user").set(values).where("row", "=", row).execute());
  await db.deleteFrom("membership").where("user", "=", row).execute();
  await insertMemberships(db, row, user);
}

/** Their secrets go with them; keys they made name them for good. */
export async function removeUser(db: Kysely<Tables>, id: string): Promise<void> {
  const row = await expectUserRow(db, id);
  for (const table of ["membership", "user_secret"] as const)
    await db.deleteFrom(table).where("user", "=", row).execute();
  await db.deleteFrom("user").where("row", "=", row).execute();
}

export async function insertUserSecret(db: Kysely<Tables>, secret: UserSecret): Promise<void> {
  const { digest, purpose, expiresAt } = secret;
  const values = { digest, user: await expectUserRow(db, secret.user), purpose, expires_at: expiresAt, used_at: null };
  await insertedOnce("the secret exists already", () => db.insertInto("user_secret").values(values).execute());
}

/** One conditional update: whoever changes the row has it. */
export async function useUserSecret(db: Kysely<Tables>, digest: Uint8Array, time: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("user_secret")
    .set({ used_at: time })
    .where("digest", "=", digest)
    .where("used_at", "is", null)
    .where("expires_at", ">", time)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export async function withdrawUserSecrets(
  db: Kysely<Tables>,
  userId: string,
  purpose: SecretPurpose,
  time: number,
): Promise<void> {
  await db
    .updateTable("user_secret")
    .set({ used_at: time })
    .where("user", "=", (from) => from.selectFrom("user").select("user.row").where("user.id", "=", userId))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .execute();
}

async function expectUserRow(db: Kysely<Tables>, id: string): Promise<number> {
  const user = await db.selectFrom("user").select("row").where("id", "=", id).executeTakeFirst();
  if (user === undefined) throw new DirectoryError("not_found", `there is no user "${id}"`);
  return user.row;
}

async function insertMemberships(db: Kysely<Tables>, user: number, { memberships }: User): Promise<void> {
  for (const { account, roles } of memberships) {
    const place = { user, account: await expectAccountRow(db, account) };
    for (const role of roles)
      await db
        .insertInto("membership")
        .values({ ...place, role: await expectRoleRow(db, role) })
        .execute();
  }
}

const taken = ({ email }: User): string => `there is a user "${email}" already`;

async function toRow(db: Kysely<Tables>, user: User): Promise<Omit<UserRow, "id" | "created_at" | "password">> {
  const { attributes, mainAccount, password } = user;
  return {
    email: user.email,
    name: user.name,
    kind: user.kind ?? null,
    external_id: user.externalId ?? null,
    attributes: attributes === undefined ? null : canonicalJson(attributes),
    main_account: mainAccount === undefined ? null : await expectAccountRow(db, mainAccount),
    enabled: Number(user.enabled),
    password_version: password.version,
    password_bootstrap: Number(password.bootstrap),
    password_form: password.form,
    revision: user.revision,
  };
}
