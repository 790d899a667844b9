import { canonicalJson, DirectoryError, type SigningKey } from "@clavis/directory";
import type { Kysely } from "kysely";
import { insertedOnce } from "./sqlite-failure.ts";
import type { SigningKeyRow, Tables } from "./tables.ts";

export async function listSigningKeys(db: Kysely<Tables>): Promise<readonly SigningKey[]> {
  return (await db.selectFrom("signing_key").selectAll().orderBy("kid").execute()).map(toKey);
}

export async function insertSigningKey(db: Kysely<Tables>, key: SigningKey): Promise<void> {
  await insertedOnce(`signing key "${key.kid}" exists already`, () =>
    db.insertInto("signing_key").values(toRow(key)).execute(),
  );
}

export async function updateSigningKey(db: Kysely<Tables>, key: SigningKey): Promise<void> {
  const { active_at, retires_at, ends_at, revision } = toRow(key);
  const { numUpdatedRows } = await db
    .updateTable("signing_key")
    .set({ active_at, retires_at, ends_at, revision })
    .where("kid", "=", key.kid)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DirectoryError("not_found", `there is no signing key "${key.kid}"`);
}

const toRow = (key: SigningKey): SigningKeyRow => ({
  kid: key.kid,
  environment: key.environment,
  purpose: key.purpose,
  algorithm: key.algorithm,
  public_jwk: key.publicJwk === undefined ? null : canonicalJson(key.publicJwk),
  sealed: key.sealed,
  created_at: key.createdAt,
  active_at: key.activeAt,
  retires_at: key.retiresAt ?? null,
  ends_at: key.endsAt ?? null,
  revision: key.revision,
});

const toKey = (row: SigningKeyRow): SigningKey => ({
  kid: row.kid,
  environment: row.environment,
  purpose: row.purpose,
  algorithm: row.algorithm,
  publicJwk: row.public_jwk === null ? undefined : JSON.parse(row.public_jwk),
  sealed: row.sealed,
  createdAt: row.created_at,
  activeAt: row.active_at,
  retiresAt: row.retires_at ?? undefined,
  endsAt: row.ends_at ?? undefined,
  revision: row.revision,
});
