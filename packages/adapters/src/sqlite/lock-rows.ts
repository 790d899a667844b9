import type { EpochKind } from "@clavis/core";
import { DirectoryError, type Lock, type LockTarget, type Page } from "@clavis/directory";
import type { Kysely } from "kysely";
import { insertedOnce } from "./sqlite-failure.ts";
import type { LockRow, Tables } from "./tables.ts";

export async function findLock(db: Kysely<Tables>, { kind, id }: LockTarget): Promise<Lock | undefined> {
  const row = await db.selectFrom("lock").selectAll().where("kind", "=", kind).where("id", "=", id).executeTakeFirst();
  return row && toLock(row);
}

export async function listLocks(db: Kysely<Tables>, { after, limit }: Page<LockTarget>): Promise<readonly Lock[]> {
  let query = db.selectFrom("lock").selectAll().orderBy("kind").orderBy("id").limit(limit);
  if (after !== undefined)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("kind", "id"), ">", tuple(after.kind, after.id)));
  return (await query.execute()).map(toLock);
}

export async function insertLock(db: Kysely<Tables>, { kind, id, reason, lockedAt, actor }: Lock): Promise<void> {
  await insertedOnce(`${kind} "${id}" is locked already`, () =>
    db.insertInto("lock").values({ kind, id, reason, locked_at: lockedAt, actor }).execute(),
  );
}

export async function removeLock(db: Kysely<Tables>, { kind, id }: LockTarget): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom("lock")
    .where("kind", "=", kind)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new DirectoryError("not_found", `${kind} "${id}" is not locked`);
}

const toLock = ({ kind, id, reason, locked_at, actor }: LockRow): Lock => ({
  kind,
  id,
  reason,
  lockedAt: locked_at,
  actor,
});

export async function findEpoch(db: Kysely<Tables>, kind: EpochKind, id: string): Promise<number> {
  const row = await db
    .selectFrom("epoch")
    .select("value")
    .where("kind", "=", kind)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.value ?? 0;
}

export async function raiseEpoch(db: Kysely<Tables>, kind: EpochKind, id: string): Promise<number> {
  const { value } = await db
    .insertInto("epoch")
    .values({ kind, id, value: 1 })
    .onConflict((epoch) =>
      epoch.columns(["kind", "id"]).doUpdateSet(({ eb }) => ({ value: eb("epoch.value", "+", 1) })),
    )
    .returning("value")
    .executeTakeFirstOrThrow();
  return value;
}
