import {
  type AccountRecord,
  type ApplicationRecord,
  type EpochKind,
  epochKinds,
  isTimeZone,
  type KeyRecord,
  type LinkRecord,
  type LockKind,
  lockKinds,
  type MembershipRecord,
  type Restrictions,
  type RightSet,
  type UserRecord,
} from "@clavis/core";
import type {
  ImageAccount,
  ImageApplication,
  ImageChanges,
  ImageLink,
  ImageMembership,
  ImageUser,
  KeyExtras,
} from "./image-changes.ts";
import { IndexedRecords } from "./indexed-records.ts";
import { Interned } from "./interned.ts";
import { type KeyMeanings, keyRecordOf } from "./key-record.ts";
import type { TableKey, TableVersion } from "./key-row.ts";
import { KeyTable } from "./key-table.ts";
import { LinkTable } from "./link-table.ts";
import { mergedRights } from "./merged-rights.ts";
import { RecentKeys } from "./recent-keys.ts";
import { Replacement } from "./replacement.ts";
import { compileHolderRestrictions, compileKeyRestrictions, shut } from "./stored-restrictions.ts";
import { compileStoredRights, noRights } from "./stored-rights.ts";
import { UserTable } from "./user-table.ts";
import { ValuesByKind } from "./values-by-kind.ts";

const none: readonly never[] = [];
const closed = { enabled: false, rights: noRights, restrictions: undefined };

/** What decisions need of the directory, packed. Keys have no object until they are asked for. */
export class DirectoryImage implements ImageChanges {
  readonly #accounts = new IndexedRecords<AccountRecord>((number) => ({ ...closed, number, zone: "UTC" }));
  readonly #applications = new IndexedRecords<ApplicationRecord>((id) => ({ ...closed, id }));
  readonly #users = new UserTable();
  readonly #links = new LinkTable((number) => this.#accounts.find(number)?.enabled === true);
  /** By slot. */
  readonly #extras = new Map<number, KeyExtras>();
  readonly #keys = new KeyTable((slot) => this.#extras.delete(slot));
  readonly #recent = new RecentKeys((row) => this.#keyRecord(row));
  readonly #holderRestrictions = new Interned(compileHolderRestrictions);
  readonly #meanings: KeyMeanings = {
    accounts: this.#accounts,
    applications: this.#applications,
    environments: new Interned<string>((name) => name),
    rights: new Interned(compileStoredRights),
    restrictions: new Interned(compileKeyRestrictions),
  };
  #locks = new ValuesByKind<LockKind, true>(lockKinds);
  #epochs = new ValuesByKind<EpochKind, number>(epochKinds);

  /** The key of a secret's digest (32 latin1 characters), as it is now. */
  findKey(digest: string): KeyRecord | undefined {
    return this.#recent.find(this.#keys.findVersion(digest));
  }

  /** The key of an id, by its newest secret. */
  findKeyById(id: string): KeyRecord | undefined {
    return this.#recent.find(this.#keys.findLastVersion(id));
  }

  findAccount(number: string): AccountRecord | undefined {
    return this.#accounts.find(number);
  }

  findApplication(id: string): ApplicationRecord | undefined {
    return this.#applications.find(id);
  }

  /** `email` in its one spelling. */
  findUser(email: string): UserRecord | undefined {
    return this.#users.findByEmail(email);
  }

  findUserById(id: string): UserRecord | undefined {
    return this.#users.find(id);
  }

  findUserByExternalId(externalId: string): UserRecord | undefined {
    return this.#users.findByExternalId(externalId);
  }

  /** Ids of the users who hold a role somewhere. */
  holdersOf(role: string): readonly string[] {
    return this.#users.holdersOf(role);
  }

  hasLink(id: string): boolean {
    return this.#links.has(id);
  }

  findChain(from: string, to: string): readonly LinkRecord[] | undefined {
    return this.#links.chain(from, to);
  }

  isLocked(kind: LockKind, id: string): boolean {
    return this.#locks.find(kind, id) === true;
  }

  epochOf(kind: EpochKind, id: string): number {
    return this.#epochs.find(kind, id) ?? 0;
  }

  accountIndex(number: string): number {
    return this.#accounts.index(number);
  }

  applicationIndex(id: string): number {
    return this.#applications.index(id);
  }

  environmentIndex(name: string): number {
    return this.#meanings.environments.index(name);
  }

  /** `json` is a list of rights. */
  rightsIndex(json: string): number {
    return this.#meanings.rights.index(json);
  }

  /** `json` is an object, `{}` for none. */
  keyRestrictionsIndex(json: string): number {
    return this.#meanings.restrictions.index(json);
  }

  /** Room for so many keys and versions. */
  reserve(keys: number, versions: number): void {
    this.#keys.reserve(keys, versions);
  }

  /** An account whose time zone the runtime does not know is shut: its days would begin at another time. */
  putAccount({ number, enabled, rights, restrictions, zone }: ImageAccount): void {
    this.#recent.forget();
    this.#links.forget();
    const narrowed = { number, enabled, rights: this.#rightSet(rights) };
    const record = isTimeZone(zone)
      ? { ...narrowed, restrictions: this.#restrictions(restrictions), zone }
      : { ...narrowed, restrictions: shut, zone: "UTC" };
    this.#accounts.put(number, record);
  }

  removeAccount(number: string): void {
    this.#recent.forget();
    this.#links.forget();
    this.#accounts.remove(number);
  }

  putApplication({ id, enabled, rights, restrictions }: ImageApplication): void {
    this.#recent.forget();
    const record = { id, enabled, rights: this.#rightSet(rights), restrictions: this.#restrictions(restrictions) };
    this.#applications.put(id, record);
  }

  removeApplication(id: string): void {
    this.#recent.forget();
    this.#applications.remove(id);
  }

  putUser({ email, externalId, memberships, ...user }: ImageUser): void {
    const held = Map.groupBy(memberships, ({ account }) => account);
    const records = [...held].map(([account, roles]) => [account, this.#membership(roles)] as const);
    const record: UserRecord = { ...user, memberships: new Map(records) };
    this.#users.put({ record, email, externalId, roles: new Set(memberships.map(({ role }) => role)) });
  }

  removeUser(id: string): void {
    this.#users.remove(id);
  }

  putLink({ id, portal, client, ceiling }: ImageLink): void {
    this.#links.put({ id, portal, client, ceiling: this.#rightSet(ceiling) });
  }

  removeLink(id: string): void {
    this.#links.remove(id);
  }

  /** As the table's `put`. */
  putKey(key: TableKey, versions: readonly TableVersion[], extras?: KeyExtras): number {
    this.#recent.forget();
    const slot = this.#keys.put(key, versions);
    if (extras === undefined || slot < 0) this.#extras.delete(slot);
    else this.#extras.set(slot, extras);
    return slot;
  }

  removeKey(id: string): void {
    this.#recent.forget();
    this.#keys.remove(id);
  }

  putLock(kind: LockKind, id: string): void {
    this.#locks.put(kind, id, true);
  }

  removeLock(kind: LockKind, id: string): void {
    this.#locks.remove(kind, id);
  }

  putEpoch(kind: EpochKind, id: string, value: number): void {
    this.#epochs.put(kind, id, value);
  }

  removeEpoch(kind: EpochKind, id: string): void {
    this.#epochs.remove(kind, id);
  }

  /**
   * Brings everything to what `fill` puts, and removes the rest once it is done. Keys that stay keep their slots.
   * When `fill` throws, nothing is removed and each object is as it was or as it was put.
   */
  replace(fill: (changes: ImageChanges) => void): void {
    const replacement = new Replacement(this, this.#keys.slots);
    fill(replacement);
    this.#recent.forget();
    this.#accounts.keep(replacement.accounts);
    this.#applications.keep(replacement.applications);
    this.#users.keep(replacement.users);
    this.#links.keep(replacement.links);
    this.#links.forget();
    this.#keys.retain((slot) => replacement.slots[slot] !== 0);
    this.#locks = replacement.locks;
    this.#epochs = replacement.epochs;
  }

  #keyRecord(row: number): KeyRecord {
    const found = this.#keys.read(row);
    return keyRecordOf(found, this.#extras.get(found.slot), this.#meanings);
  }

  #membership(roles: readonly ImageMembership[]): MembershipRecord {
    const restrictions = roles.flatMap(({ role, restrictions }) => {
      const compiled = this.#restrictions(restrictions);
      return compiled === undefined ? [] : [{ role, restrictions: compiled }];
    });
    const rights = this.#rightSet(mergedRights(roles.map((role) => role.rights)));
    return { rights, restrictions: restrictions.length === 0 ? none : restrictions };
  }

  #rightSet(json: string): RightSet {
    return this.#meanings.rights.value(this.#meanings.rights.index(json));
  }

  #restrictions(json: string): Restrictions | undefined {
    return this.#holderRestrictions.value(this.#holderRestrictions.index(json));
  }
}
