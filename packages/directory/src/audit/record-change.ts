import type { Directory } from "../directory.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import type { AuditFacts } from "./audit-entry.ts";
import { sealEntry } from "./audit-seal.ts";

/** Appends the audit entry of one change, sealed, at the present time. Gives its revision. */
export function recordChange(
  directory: Directory,
  change: DirectoryChange,
  facts: Omit<AuditFacts, "time" | "requestId">,
): Promise<number> {
  const whole = { ...facts, time: directory.clock(), requestId: directory.requestId };
  return change.append((revision) => sealEntry(directory, whole, revision));
}
