import type { AccountRecord, KeyRecord } from "@clavis/core";
import { AccountTable } from "./account-table.ts";
import { Interned } from "./interned.ts";
import type { FoundKey, TableKey, TableVersion } from "./key-row.ts";
import { KeyTable } from "./key-table.ts";
import { compileRestrictions, type Restrictions } from "./stored-restrictions.ts";
import { compileStoredRights } from "./stored-rights.ts";

/** Lists and objects are JSON. */
export interface ImageAccount {
  readonly number: string;
  readonly enabled: boolean;
  readonly rights: string;
}

export interface ImageChanges {
  putAccount(account: ImageAccount): void;
  putKey(key: TableKey, versions: readonly TableVersion[]): void;
}

/** A power of two. More of them cost more than they save: random keys would keep the collector copying them. */
const hotRecords = 1024;

/**
 * What decisions need of the directory, packed. Keys have no object until they are asked for, and the records of the
 * last thousand or so asked for are kept until the next change, so that a repeated request allocates nothing.
 */
export class DirectoryImage {
  readonly #accounts = new AccountTable();
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
    this.#keys = new KeyTable(released);
  }

  /** The key of a secret's digest (32 latin1 characters), as it is now. */
  findKey(digest: string): KeyRecord | undefined {
    const row = this.#keys.findVersion(digest);
    if (row < 0) return undefined;
    const place = row & (hotRecords - 1);
    if (this.#hotRows[place] === row) return this.#hot[place];
    const record = this.#record(this.#keys.read(row));
    this.#hot[place] = record;
    this.#hotRows[place] = row;
    this.#cold = false;
    return record;
  }

  findAccount(number: string): AccountRecord | undefined {
    return this.#accounts.find(number);
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
    this.#accounts.put({ number, enabled, rights: this.#rights.value(this.#rights.index(rights)) });
  }

  removeAccount(number: string): void {
    this.#cool();
    this.#accounts.remove(number);
  }

  /** As the table's `put`. */
  putKey(key: TableKey, versions: readonly TableVersion[]): number {
    this.#cool();
    return this.#keys.put(key, versions);
  }

  removeKey(id: string): void {
    this.#cool();
    this.#keys.remove(id);
  }

  /**
   * Brings everything to what `fill` puts, and removes the rest once it is done. Keys that stay keep their slots.
   * When `fill` throws, nothing is removed and each account and key is as it was or as it was put.
   */
  replace(fill: (changes: ImageChanges) => void): void {
    const accounts = new Set<string>();
    const slots = new Uint8Array(this.#keys.slots);
    fill({
      putAccount: (account) => {
        this.putAccount(account);
        accounts.add(account.number);
      },
      putKey: (key, versions) => {
        const slot = this.putKey(key, versions);
        if (slot >= 0 && slot < slots.length) slots[slot] = 1;
      },
    });
    this.#cool();
    this.#accounts.keep(accounts);
    this.#keys.retain((slot) => slots[slot] !== 0);
  }

  #record(found: FoundKey): KeyRecord {
    const restrictions = this.#restrictions.value(found.restrictions);
    return {
      id: found.id,
      version: found.version,
      slot: found.slot,
      environment: this.#environments.value(found.environment),
      account: this.#accounts.at(found.account),
      rights: this.#rights.value(found.rights),
      ceiling: this.#rights.value(found.ceiling),
      enabled: found.enabled && restrictions.executable,
      notBefore: found.notBefore,
      expiresAt: found.expiresAt,
      revokedAt: found.revokedAt,
      versionEndsAt: found.versionEndsAt,
      networks: restrictions.networks,
      rate: restrictions.rate,
    };
  }

  /** Forgets the kept records: any of them may be of what changes now. */
  #cool(): void {
    if (this.#cold) return;
    this.#hot.fill(undefined);
    this.#hotRows.fill(-1);
    this.#cold = true;
  }
}
