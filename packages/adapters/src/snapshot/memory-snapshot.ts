import type { Account, ApiKey, AuditEntry } from "@clavis/directory";
import type { DirectoryImage, ImageChanges } from "./directory-image.ts";
import { FollowingSnapshot, type SnapshotOptions } from "./following-snapshot.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import type { SnapshotSource, SourceChange, SourceMoment } from "./snapshot-source.ts";

/** The committed tables of a store in memory. The same object is always read: its maps change with each commit. */
export interface CommittedTables {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** Which version of which key a digest, in hex, belongs to. */
  readonly digests: ReadonlyMap<string, { readonly key: string; readonly version: number }>;
  /** The entry of revision `n` is at `n - 1`. */
  readonly audit: readonly Pick<AuditEntry, "revision" | "objectKind" | "objectId">[];
}

/** The snapshot of a directory in memory. It sees a commit from that moment on. */
export function openMemorySnapshot(tables: CommittedTables, options: SnapshotOptions): FollowingSnapshot {
  return new FollowingSnapshot(new MemorySource(tables), options);
}

class MemorySource implements SnapshotSource {
  readonly #tables: CommittedTables;
  #seen = 0;

  constructor(tables: CommittedTables) {
    this.#tables = tables;
  }

  isDue(): boolean {
    return this.hasChanged();
  }

  hasChanged(): boolean {
    return this.#tables.audit.length !== this.#seen;
  }

  read<Result>(image: DirectoryImage, work: (moment: SourceMoment) => Result): Result {
    const result = work(new MemoryMoment(this.#tables, image));
    this.#seen = this.#tables.audit.length;
    return result;
  }

  close(): void {}
}

class MemoryMoment implements SourceMoment {
  readonly #tables: CommittedTables;
  readonly #image: DirectoryImage;
  readonly #digests: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly revision: number;

  constructor(tables: CommittedTables, image: DirectoryImage) {
    this.#tables = tables;
    this.#image = image;
    this.#digests = digestsByKey(tables);
    this.revision = tables.audit.length;
  }

  changesAfter(revision: number): readonly SourceChange[] {
    const entries = this.#tables.audit.slice(revision);
    return entries.map(({ revision, objectKind, objectId }) => ({ revision, kind: objectKind, id: objectId }));
  }

  fill(changes: ImageChanges): void {
    for (const account of this.#tables.accounts.values()) changes.putAccount(toAccount(account));
    for (const key of this.#tables.keys.values()) changes.putKey(this.#toKey(key), this.#versions(key));
  }

  refreshAccount(number: string): void {
    const account = this.#tables.accounts.get(number);
    if (account === undefined) this.#image.removeAccount(number);
    else this.#image.putAccount(toAccount(account));
  }

  refreshKey(id: string): void {
    const key = this.#tables.keys.get(id);
    if (key === undefined) this.#image.removeKey(id);
    else this.#image.putKey(this.#toKey(key), this.#versions(key));
  }

  #toKey(key: ApiKey): TableKey {
    return {
      id: key.id,
      environment: this.#image.environmentIndex(key.environment),
      account: this.#image.accountIndex(key.account),
      rights: this.#image.rightsIndex(JSON.stringify(key.rights)),
      ceiling: this.#image.rightsIndex(JSON.stringify(key.ceiling)),
      restrictions: this.#image.restrictionsIndex(JSON.stringify(key.restrictions ?? {})),
      enabled: key.enabled,
      notBefore: key.notBefore ?? Number.NEGATIVE_INFINITY,
      expiresAt: key.expiresAt ?? Number.POSITIVE_INFINITY,
      revokedAt: key.revokedAt ?? Number.POSITIVE_INFINITY,
    };
  }

  #versions({ id, versions }: ApiKey): readonly TableVersion[] {
    return versions.flatMap(({ version, endsAt = Number.POSITIVE_INFINITY }) => {
      const digest = this.#digests.get(id)?.get(version);
      return digest === undefined ? [] : [{ version, digest, endsAt }];
    });
  }
}

const toAccount = ({ number, enabled, rights }: Account) => ({ number, enabled, rights: JSON.stringify(rights) });

function digestsByKey({ digests }: CommittedTables): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const byKey = new Map<string, Map<number, string>>();
  for (const [digest, { key, version }] of digests) {
    const versions = byKey.get(key) ?? new Map<number, string>();
    byKey.set(key, versions.set(version, digest));
  }
  return byKey;
}
