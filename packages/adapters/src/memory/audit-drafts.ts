import type { AuditEntry } from "@clavis/directory";
import type { MemoryDrafts } from "./memory-drafts.ts";

export function appendEntry({ audit }: MemoryDrafts, seal: (revision: number) => AuditEntry): number {
  const revision = audit.length + 1;
  audit.push(seal(revision));
  return revision;
}
