import type { AccountRecord, KeyRecord, LinkRecord, RightSet, UserRecord } from "@clavis/core";
import { AccountTable } from "./account-table.ts";
import type { ImageAccount, ImageChanges, ImageLink, ImageUser, KeyExtras } from "./image-changes.ts";
import { Interned } from "./interned.ts";
import type { FoundKey, TableKey, TableVersion } from "./key-row.ts";
import { KeyTable } from "./key-table.ts";
import { LinkTable } from "./link-table.ts";
import { mergedRights } from "./merged-rights.ts";
import { compileRestrictions, type Restrictions } from "./stored-restrictions.ts";
import { compileStoredRights } from "./stored-rights.ts";
import { UserTable } from "./user-table.ts";

const none: readonly never[] = [];

/** A power of two. More of them cost more than they save: random keys would keep the collector copying them. */
const hotRecords = 1024;

/**
 * What decisions need of the directory, packed. Keys have no object until they are asked for, and the records of the
 * last thousand or so asked for are kept until the next change, so that a repeated request allocates nothing.
 */
export class DirectoryImage {
  readonly #accounts = new AccountTable();
  readonly #users = new UserTable();
  readonly #links = new LinkTable((number) => this.#accounts.find(number)?.enabled === true);
  /** By slot. */
  readonly #extras = new Map<number, KeyExtras>();
  readonly #keys: KeyTable;
  readonly #rights = new Interned(compileStoredRights);
  readonly #restrictions = new Interned<Restrictions>(compileRestrictions);
  readonly #environments = new Interned<string>((name) => name);
  /** By the low bits of a version's row. */
  readonly #hot: (KeyRecord | undefined)[] = Array<undefined>(hotRecords).fill(undefined);
  readonly #hotRows = new Int32Array(hotRecords).fill(-1);
  #cold = true;

  /** `released` is told each slot that another key may get. */
  constructor(released: (slot: number) => void) {
    this.#keys = new KeyTable((slot) => {
      this.#extras.delete(slot);
      released(slot);
    });
  }

  /** The key of a secret's digest (32 latin1 characters), as it is now. */
  findKey(digest: string): KeyRecord | undefined {
    return this.#recordIn(this.#keys.findVersion(digest));
  }

  /** The key of an id, by its newest secret. */
  findKeyById(id: string): KeyRecord | undefined {
    return this.#recordIn(this.#keys.findLastVersion(id));
  }

  findAccount(number: string): AccountRecord | undefined {
    return this.#accounts.find(number);
  }

  /** `email` in its one spelling. */
  findUser(email: string): UserRecord | undefined {
    return this.#users.findByEmail(email);
  }

  findUserById(id: string): UserRecord | undefined {
    return this.#users.find(id);
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

  accountIndex(number: string): number {
    return this.#accounts.index(number);
  }

  environmentIndex(name: string): number {
    return this.#environments.index(name);
  }

  /** `json` is a list of rights. */
  rightsIndex(json: string): number {
    return this.#rights.index(json);
  }

  /** `json` is an object, `{}` for none. */
  restrictionsIndex(json: string): number {
    return this.#restrictions.index(json);
  }

  /** Room for so many keys and versions. */
  reserve(keys: number, versions: number): void {
    this.#keys.reserve(keys, versions);
  }

  putAccount({ number, enabled, rights }: ImageAccount): void {
    this.#cool();
    this.#links.forget();
    this.#accounts.put({ number, enabled, rights: this.#rightSet(rights) });
  }

  removeAccount(number: string): void {
    this.#cool();
    this.#links.forget();
    this.#accounts.remove(number);
  }

  putUser({ id, email, enabled, mainAccount, passwordVersion, memberships }: ImageUser): void {
    const held = Map.groupBy(memberships, ({ account }) => account);
    const rights = [...held].map(([account, roles]) => {
      const merged = mergedRights(roles.map((role) => role.rights));
      return [account, this.#rightSet(merged)] as const;
    });
    const record = { id, enabled, mainAccount, passwordVersion, memberships: new Map(rights) };
    this.#users.put({ record, email, roles: new Set(memberships.map(({ role }) => role)) });
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
    this.#cool();
    const slot = this.#keys.put(key, versions);
    if (extras === undefined || slot < 0) this.#extras.delete(slot);
    else this.#extras.set(slot, extras);
    return slot;
  }

  removeKey(id: string): void {
    this.#cool();
    this.#keys.remove(id);
  }

  /**
   * Brings everything to what `fill` puts, and removes the rest once it is done. Keys that stay keep their slots.
   * When `fill` throws, nothing is removed and each object is as it was or as it was put.
   */
  replace(fill: (changes: ImageChanges) => void): void {
    const accounts = new Set<string>();
    const users = new Set<string>();
    const links = new Set<string>();
    const slots = new Uint8Array(this.#keys.slots);
    fill({
      putAccount: (account) => {
        this.putAccount(account);
        accounts.add(account.number);
      },
      putUser: (user) => {
        this.putUser(user);
        users.add(user.id);
      },
      putLink: (link) => {
        this.putLink(link);
        links.add(link.id);
      },
      putKey: (key, versions, extras) => {
        const slot = this.putKey(key, versions, extras);
        if (slot >= 0 && slot < slots.length) slots[slot] = 1;
      },
    });
    this.#cool();
    this.#accounts.keep(accounts);
    this.#users.keep(users);
    this.#links.keep(links);
    this.#links.forget();
    this.#keys.retain((slot) => slots[slot] !== 0);
  }

  #recordIn(row: number): KeyRecord | undefined {
    if (row < 0) return undefined;
    const place = row & (hotRecords - 1);
    if (this.#hotRows[place] === row) return this.#hot[place];
    const record = this.#record(this.#keys.read(row));
    this.#hot[place] = record;
    this.#hotRows[place] = row;
    this.#cold = false;
    return record;
  }

  #record(found: FoundKey): KeyRecord {
    const restrictions = this.#restrictions.value(found.restrictions);
    const extras = this.#extras.get(found.slot);
    const ceilings = extras === undefined ? [found.ceiling] : [found.ceiling, ...extras.ceilings];
    return {
      id: found.id,
      version: found.version,
      slot: found.slot,
      environment: this.#environments.value(found.environment),
      account: this.#accounts.at(found.account),
      rights: this.#rights.value(found.rights),
      ceilings: ceilings.map((ceiling) => this.#rights.value(ceiling)),
      links: extras === undefined ? none : extras.links,
      enabled: found.enabled && restrictions.executable,
      notBefore: found.notBefore,
      expiresAt: found.expiresAt,
      revokedAt: found.revokedAt,
      versionEndsAt: found.versionEndsAt,
      networks: restrictions.networks,
      rate: restrictions.rate,
    };
  }

  #rightSet(json: string): RightSet {
    return this.#rights.value(this.#rights.index(json));
  }

  /** Forgets the kept records: any of them may be of what changes now. */
  #cool(): void {
    if (this.#cold) return;
    this.#hot.fill(undefined);
    this.#hotRows.fill(-1);
    this.#cold = true;
  }
}
