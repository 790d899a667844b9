import type { Account, ApiKey, Application, AuditEntry, Link, Lock, Role, User } from "@clavis/directory";

/** The committed tables of a store in memory. The same object is always read: its maps change with each commit. */
export interface CommittedTables {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly applications: ReadonlyMap<string, Application>;
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly links: ReadonlyMap<string, Link>;
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** Which version of which key a digest, in hex, belongs to. */
  readonly digests: ReadonlyMap<string, { readonly key: string; readonly version: number }>;
  /** By kind and id with a blank between them. */
  readonly locks: ReadonlyMap<string, Lock>;
  /** By kind and id with a blank between them. */
  readonly epochs: ReadonlyMap<string, number>;
  /** The entry of revision `n` is at `n - 1`. */
  readonly audit: readonly Pick<AuditEntry, "revision" | "objectKind" | "objectId">[];
}
