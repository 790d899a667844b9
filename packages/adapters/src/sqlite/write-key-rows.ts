import { type ApiKey, DirectoryError, type KeyDigest, type KeyOwner } from "@clavis/directory";
import type { Kysely } from "kysely";
import { expectAccountRow } from "./account-rows.ts";
import { expectApplicationRow } from "./application-rows.ts";
import { restrictionsText } from "./restrictions-text.ts";
import { rowOfRights } from "./right-list-rows.ts";
import { insertedOnce } from "./sqlite-failure.ts";
import type { ApiKeyRow, Tables } from "./tables.ts";

/** A new key and its first version. */
export async function insertKey(db: Kysely<Tables>, key: ApiKey, digest: KeyDigest): Promise<void> {
  const [ceiling, ...more] = key.ceilings;
  if (ceiling === undefined) throw new TypeError(`key "${key.id}" has no ceiling`);
  const values = {
    ...toRow(key),
    ...(await toOwnerRow(db, key.owner)),
    rights: await rowOfRights(db, key.rights),
    ceiling: await rowOfRights(db, ceiling),
  };
  const { row } = await insertedOnce(`key "${key.id}" exists already`, () =>
    db.insertInto("api_key").values(values).returning("row").executeTakeFirstOrThrow(),
  );
  for (const [at, rights] of more.entries())
    await db
      .insertInto("key_ceiling")
      .values({ key: row, place: at + 1, rights: await rowOfRights(db, rights) })
      .execute();
  for (const link of key.links) await db.insertInto("key_link").values({ key: row, link }).execute();
  await insertNewestVersion(db, row, key, digest);
}

/** Everything of a key that can change, less a version that is new. Gives the key's row. */
export async function updateKey(db: Kysely<Tables>, key: ApiKey): Promise<number> {
  const { name, restrictions, enabled, expires_at, revoked_at, revoked_reason, revision } = toRow(key);
  const rights = await rowOfRights(db, key.rights);
  const updated = await db
    .updateTable("api_key")
    .set({ name, rights, restrictions, enabled, expires_at, revoked_at, revoked_reason, revision })
    .where("id", "=", key.id)
    .returning("row")
    .executeTakeFirst();
  if (updated === undefined) throw new DirectoryError("not_found", `there is no key "${key.id}"`);
  for (const { version, endsAt = null } of key.versions)
    await db
      .updateTable("key_version")
      .set({ ends_at: endsAt })
      .where("key", "=", updated.row)
      .where("version", "=", version)
      .where("ends_at", "is not", endsAt)
      .execute();
  return updated.row;
}

export async function addKeyVersion(db: Kysely<Tables>, key: ApiKey, digest: KeyDigest): Promise<void> {
  await insertNewestVersion(db, await updateKey(db, key), key, digest);
}

async function insertNewestVersion(db: Kysely<Tables>, row: number, key: ApiKey, digest: KeyDigest): Promise<void> {
  const newest = key.versions.at(-1);
  if (newest === undefined) throw new TypeError(`key "${key.id}" has no version`);
  const { version, last4, createdAt, endsAt = null } = newest;
  await insertedOnce(`version ${version} of key "${key.id}", or its secret, exists already`, () =>
    db
      .insertInto("key_version")
      .values({ key: row, version, ...digest, last4, created_at: createdAt, ends_at: endsAt })
      .execute(),
  );
}

const toOwnerRow = async (db: Kysely<Tables>, owner: KeyOwner): Promise<Pick<ApiKeyRow, "account" | "application">> =>
  owner.kind === "account"
    ? { account: await expectAccountRow(db, owner.number), application: null }
    : { account: null, application: await expectApplicationRow(db, owner.id) };

const toRow = (key: ApiKey): Omit<ApiKeyRow, "account" | "application" | "rights" | "ceiling"> => ({
  id: key.id,
  environment: key.environment,
  name: key.name,
  restrictions: restrictionsText(key.restrictions),
  creator: key.creator,
  bound_to: key.boundTo ?? null,
  enabled: Number(key.enabled),
  not_before: key.notBefore ?? null,
  expires_at: key.expiresAt ?? null,
  revoked_at: key.revokedAt ?? null,
  revoked_reason: key.revokedReason ?? null,
  created_at: key.createdAt,
  revision: key.revision,
});
