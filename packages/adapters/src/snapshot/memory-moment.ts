import { type EpochKind, epochKinds, type LockKind } from "@clavis/core";
import type { ApiKey, User } from "@clavis/directory";
import type { CommittedTables } from "./committed-tables.ts";
import type { DirectoryImage } from "./directory-image.ts";
import type { ImageChanges, ImageUser, KeyExtras } from "./image-changes.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import { jsonOf, toAccount, toApplication, toLink } from "./memory-rows.ts";
import type { SourceChange, SourceMoment } from "./snapshot-source.ts";

/** The tables of a store in memory between two commits. */
export class MemoryMoment implements SourceMoment {
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
    const { accounts, applications, users, links, keys, locks, epochs } = this.#tables;
    for (const account of accounts.values()) changes.putAccount(toAccount(account));
    for (const application of applications.values()) changes.putApplication(toApplication(application));
    for (const user of users.values()) changes.putUser(this.#toUser(user));
    for (const link of links.values()) changes.putLink(toLink(link));
    for (const key of keys.values()) this.#putKey(key, changes);
    for (const { kind, id } of locks.values()) changes.putLock(kind, id);
    for (const [name, value] of epochs)
      for (const kind of epochKinds)
        if (name.startsWith(`${kind} `)) changes.putEpoch(kind, name.slice(kind.length + 1), value);
  }

  refreshAccount(number: string): void {
    const account = this.#tables.accounts.get(number);
    if (account === undefined) this.#image.removeAccount(number);
    else this.#image.putAccount(toAccount(account));
  }

  refreshApplication(id: string): void {
    const application = this.#tables.applications.get(id);
    if (application === undefined) this.#image.removeApplication(id);
    else this.#image.putApplication(toApplication(application));
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
    else this.#putKey(key, this.#image);
  }

  refreshLock(kind: LockKind, id: string): void {
    if (this.#tables.locks.has(`${kind} ${id}`)) this.#image.putLock(kind, id);
    else this.#image.removeLock(kind, id);
  }

  refreshEpoch(kind: EpochKind, id: string): void {
    const value = this.#tables.epochs.get(`${kind} ${id}`);
    if (value === undefined) this.#image.removeEpoch(kind, id);
    else this.#image.putEpoch(kind, id, value);
  }

  #putKey(key: ApiKey, changes: ImageChanges): void {
    changes.putKey(this.#toKey(key), this.#versions(key), this.#extras(key));
  }

  #toUser({ id, email, externalId, enabled, kind, mainAccount, password, memberships }: User): ImageUser {
    const held = memberships.flatMap(({ account, roles }) =>
      roles.map((role) => {
        const { rights, restrictions } = this.#tables.roles.get(role) ?? { rights: [], restrictions: undefined };
        return { account, role, rights: JSON.stringify(rights), restrictions: jsonOf(restrictions) };
      }),
    );
    const { version, bootstrap } = password;
    const state = { passwordVersion: version, passwordChangeDue: bootstrap };
    return { id, email, externalId, enabled, kind, mainAccount, ...state, memberships: held };
  }

  #toKey(key: ApiKey): TableKey {
    const { owner } = key;
    const isAccount = owner.kind === "account";
    return {
      id: key.id,
      environment: this.#image.environmentIndex(key.environment),
      owner: owner.kind,
      ownerIndex: isAccount ? this.#image.accountIndex(owner.number) : this.#image.applicationIndex(owner.id),
      rights: this.#image.rightsIndex(JSON.stringify(key.rights)),
      ceiling: this.#image.rightsIndex(JSON.stringify(key.ceilings[0] ?? [])),
      restrictions: this.#image.keyRestrictionsIndex(jsonOf(key.restrictions)),
      enabled: key.enabled,
      notBefore: key.notBefore ?? Number.NEGATIVE_INFINITY,
      expiresAt: key.expiresAt ?? Number.POSITIVE_INFINITY,
      revokedAt: key.revokedAt ?? Number.POSITIVE_INFINITY,
    };
  }

  #extras({ ceilings, links, boundTo }: ApiKey): KeyExtras | undefined {
    if (ceilings.length < 2 && links.length === 0 && boundTo === undefined) return undefined;
    const others = ceilings.slice(1).map((list) => this.#image.rightsIndex(JSON.stringify(list)));
    return { ceilings: others, links, boundTo };
  }

  #versions({ id, versions }: ApiKey): readonly TableVersion[] {
    return versions.flatMap(({ version, endsAt = Number.POSITIVE_INFINITY }) => {
      const digest = this.#digests.get(id)?.get(version);
      return digest === undefined ? [] : [{ version, digest, endsAt }];
    });
  }
}

function digestsByKey({ digests }: CommittedTables): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const byKey = new Map<string, Map<number, string>>();
  for (const [digest, { key, version }] of digests) {
    const versions = byKey.get(key) ?? new Map<number, string>();
    byKey.set(key, versions.set(version, digest));
  }
  return byKey;
}
