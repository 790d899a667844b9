import type { Directory } from "../directory.ts";
import type { AuditFilter } from "../store/directory-store.ts";
import { checkPage } from "../store/page.ts";
import type { AuditEntry } from "./audit-entry.ts";

/**
 * Audit entries in the order of their revisions. Revisions have no gaps, so the last `n` entries are those after
 * `revision - n`, where `revision` is the store's. DirectoryError `validation_failed` for a limit out of range.
 */
export async function listAudit(
  { store }: Pick<Directory, "store">,
  filter: AuditFilter,
): Promise<readonly AuditEntry[]> {
  checkPage(filter);
  return await store.listAudit(filter);
}
