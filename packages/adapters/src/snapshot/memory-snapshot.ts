import type { Account, ApiKey, AuditEntry, Link, Role, User } from "@clavis/directory";
import type { DirectoryImage } from "./directory-image.ts";
import { FollowingSnapshot, type SnapshotOptions } from "./following-snapshot.ts";
import type { ImageChanges, ImageUser, KeyExtras } from "./image-changes.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import type { SnapshotSource, SourceChange, SourceMoment } from "./snapshot-source.ts";

/** The committed tables of a store in memory. The same object is always read: its maps change with each commit. */
export interface CommittedTables {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly links: ReadonlyMap<string, Link>;
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

  examine(): void {}

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
    for (const user of this.#tables.users.values()) changes.putUser(this.#toUser(user));
    for (const link of this.#tables.links.values()) changes.putLink(toLink(link));
    for (const key of this.#tables.keys.values())
      changes.putKey(this.#toKey(key), this.#versions(key), this.#extras(key));
  }

  refreshAccount(number: string): void {
    const account = this.#tables.accounts.get(number);
    if (account === undefined) this.#image.removeAccount(number);
    else this.#image.putAccount(toAccount(account));
  }

  refreshUser(id: string): void {
    const user = this.#tables.users.get(id);
    if (user === undefined) this.#image.removeUser(id);
    else this.#image.putUser(this.#toUser(user));
  }

  refreshLink(id: string): void {
    const link = this.#tables.links.get(id);
    if (link === undefined) this.#image.removeLink(id);
    else this.#image.putLink(toLink(link));
  }

  refreshKey(id: string): void {
    const key = this.#tables.keys.get(id);
    if (key === undefined) this.#image.removeKey(id);
    else this.#image.putKey(this.#toKey(key), this.#versions(key), this.#extras(key));
  }

  #toUser({ id, email, enabled, mainAccount, password, memberships }: User): ImageUser {
    const held = memberships.flatMap(({ account, roles }) =>
      roles.map((role) => ({ account, role, rights: JSON.stringify(this.#tables.roles.get(role)?.rights ?? []) })),
    );
    return { id, email, enabled, mainAccount, passwordVersion: password.version, memberships: held };
  }

  #toKey(key: ApiKey): TableKey {
    return {
      id: key.id,
      environment: this.#image.environmentIndex(key.environment),
      account: this.#image.accountIndex(key.account),
      rights: this.#image.rightsIndex(JSON.stringify(key.rights)),
      ceiling: this.#image.rightsIndex(JSON.stringify(key.ceilings[0] ?? [])),
      restrictions: this.#image.restrictionsIndex(JSON.stringify(key.restrictions ?? {})),
      enabled: key.enabled,
      notBefore: key.notBefore ?? Number.NEGATIVE_INFINITY,
      expiresAt: key.expiresAt ?? Number.POSITIVE_INFINITY,
      revokedAt: key.revokedAt ?? Number.POSITIVE_INFINITY,
    };
  }

  #extras({ ceilings, links }: ApiKey): KeyExtras | undefined {
    if (ceilings.length < 2 && links.length === 0) return undefined;
    return { ceilings: ceilings.slice(1).map((list) => this.#image.rightsIndex(JSON.stringify(list))), links };
  }

  #versions({ id, versions }: ApiKey): readonly TableVersion[] {
    return versions.flatMap(({ version, endsAt = Number.POSITIVE_INFINITY }) => {
      const digest = this.#digests.get(id)?.get(version);
      return digest === undefined ? [] : [{ version, digest, endsAt }];
    });
  }
}

const toAccount = ({ number, enabled, rights }: Account) => ({ number, enabled, rights: JSON.stringify(rights) });

const toLink = ({ id, portal, client, ceiling }: Link) => ({ id, portal, client, ceiling: JSON.stringify(ceiling) });

function digestsByKey({ digests }: CommittedTables): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const byKey = new Map<string, Map<number, string>>();
  for (const [digest, { key, version }] of digests) {
    const versions = byKey.get(key) ?? new Map<number, string>();
    byKey.set(key, versions.set(version, digest));
  }
  return byKey;
}
