import { type AuditEntry, type AuditFilter, canonicalJson } from "@clavis/directory";
import type { Kysely } from "kysely";
import type { AuditRow, Tables } from "./tables.ts";

const objectKinds = [
  "account",
  "application",
  "environment",
  "key",
  "user",
  "role",
  "link",
  "sessions",
  "signing-key",
] as const;

export async function readRevision(db: Kysely<Tables>): Promise<number> {
  const { revision } = await db.selectFrom("head").select("revision").executeTakeFirstOrThrow();
  return revision;
}

export async function listAudit(db: Kysely<Tables>, filter: AuditFilter): Promise<readonly AuditEntry[]> {
  const { after = 0, limit, objectId } = filter;
  let query = db.selectFrom("audit").selectAll().where("revision", ">", after).orderBy("revision").limit(limit);
  // Naming the kinds lets the index on kind and id be used.
  if (objectId !== undefined) query = query.where("object_kind", "in", objectKinds).where("object_id", "=", objectId);
  return (await query.execute()).map(toEntry);
}

/** Takes the next revision; it is held by the transaction until it ends. */
export async function appendEntry(db: Kysely<Tables>, seal: (revision: number) => AuditEntry): Promise<number> {
  const { revision } = await db
    .updateTable("head")
    .set((head) => ({ revision: head("revision", "+", 1) }))
    .returning("revision")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("audit")
    .values(toRow(seal(revision)))
    .execute();
  return revision;
}

const toRow = (entry: AuditEntry): AuditRow => ({
  revision: entry.revision,
  time: entry.time,
  actor: entry.actor,
  action: entry.action,
  object_kind: entry.objectKind,
  object_id: entry.objectId,
  account: entry.account ?? null,
  request_id: entry.requestId ?? null,
  detail: canonicalJson(entry.detail),
  salt: entry.salt,
  digest: entry.digest,
});

const toEntry = (row: AuditRow): AuditEntry => ({
  revision: row.revision,
  time: row.time,
  actor: row.actor,
  action: row.action,
  objectKind: row.object_kind,
  objectId: row.object_id,
  account: row.account ?? undefined,
  requestId: row.request_id ?? undefined,
  detail: JSON.parse(row.detail),
  salt: row.salt,
  digest: row.digest,
});
