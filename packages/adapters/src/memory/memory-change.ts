import {
  type Account,
  type ApiKey,
  type AuditEntry,
  type DirectoryChange,
  DirectoryError,
  type KeyDigest,
  type KeyVersion,
} from "@clavis/directory";
import { DraftMap } from "./draft-map.ts";

/** Which version of which key a digest belongs to. */
export interface StoredDigest extends KeyDigest {
  readonly key: string;
  readonly version: number;
}

export interface MemoryTables {
  readonly accounts: Map<string, Account>;
  readonly keys: Map<string, ApiKey>;
  /** By digest in hex. */
  readonly digests: Map<string, StoredDigest>;
  /** The entry of revision `n` is at `n - 1`. */
  readonly audit: AuditEntry[];
}

/** One running change: nothing of it is in the tables before `commit`. */
export class MemoryChange implements DirectoryChange {
  readonly #accounts: DraftMap<Account>;
  readonly #keys: DraftMap<ApiKey>;
  readonly #digests: DraftMap<StoredDigest>;
  readonly #audit: AuditEntry[];
  readonly #appended: AuditEntry[] = [];
  #ended = false;

  constructor({ accounts, keys, digests, audit }: MemoryTables) {
    this.#accounts = new DraftMap(accounts);
    this.#keys = new DraftMap(keys);
    this.#digests = new DraftMap(digests);
    this.#audit = audit;
  }

  commit(): void {
    this.#accounts.commit();
    this.#keys.commit();
    this.#digests.commit();
    this.#audit.push(...this.#appended);
  }

  end(): void {
    this.#ended = true;
  }

  async findAccount(number: string): Promise<Account | undefined> {
    this.#refuseEnded();
    return this.#accounts.get(number);
  }

  async findKey(id: string): Promise<ApiKey | undefined> {
    this.#refuseEnded();
    return this.#keys.get(id);
  }

  async append(seal: (revision: number) => AuditEntry): Promise<number> {
    this.#refuseEnded();
    const revision = this.#audit.length + this.#appended.length + 1;
    this.#appended.push(seal(revision));
    return revision;
  }

  async insertAccount(account: Account): Promise<void> {
    this.#refuseEnded();
    if (this.#accounts.get(account.number) !== undefined)
      throw new DirectoryError("conflict", `account "${account.number}" exists already`);
    this.#accounts.set(account.number, account);
  }

  async updateAccount({ number, name, enabled, rights, revision }: Account): Promise<void> {
    this.#refuseEnded();
    const known = this.#expectAccount(number);
    this.#accounts.set(number, { ...known, name, enabled, rights, revision });
  }

  async insertKey(key: ApiKey, digest: KeyDigest): Promise<void> {
    this.#refuseEnded();
    this.#expectAccount(key.account);
    if (this.#keys.get(key.id) !== undefined) throw new DirectoryError("conflict", `key "${key.id}" exists already`);
    this.#addDigest(key, digest);
    this.#keys.set(key.id, key);
  }

  async updateKey(key: ApiKey): Promise<void> {
    this.#refuseEnded();
    this.#keys.set(key.id, this.#updated(key));
  }

  async addKeyVersion(key: ApiKey, digest: KeyDigest): Promise<void> {
    this.#refuseEnded();
    const updated = this.#updated(key);
    const { version } = this.#addDigest(key, digest);
    if (updated.versions.some((known) => known.version === version))
      throw new DirectoryError("conflict", `version ${version} of key "${key.id}" exists already`);
    this.#keys.set(key.id, { ...updated, versions: [...updated.versions, ...key.versions.slice(-1)] });
  }

  #expectAccount(number: string): Account {
    const account = this.#accounts.get(number);
    if (account === undefined) throw new DirectoryError("not_found", `there is no account "${number}"`);
    return account;
  }

  /** The stored key with those members of this one that can change. */
  #updated(key: ApiKey): ApiKey {
    const known = this.#keys.get(key.id);
    if (known === undefined) throw new DirectoryError("not_found", `there is no key "${key.id}"`);
    const { name, enabled, revokedAt, revokedReason, revision } = key;
    const versions = known.versions.map((version) => ended(version, key.versions));
    return { ...known, name, enabled, revokedAt, revokedReason, revision, versions };
  }

  /** Keeps the digest of the key's newest version. */
  #addDigest(key: ApiKey, digest: KeyDigest): KeyVersion {
    const newest = key.versions.at(-1);
    if (newest === undefined) throw new TypeError(`key "${key.id}" has no version`);
    const hex = Buffer.from(digest.digest).toString("hex");
    if (this.#digests.get(hex) !== undefined)
      throw new DirectoryError("conflict", `the secret of key "${key.id}" exists already`);
    this.#digests.set(hex, { ...digest, key: key.id, version: newest.version });
    return newest;
  }

  #refuseEnded(): void {
    if (this.#ended) throw new Error("the change has ended");
  }
}

function ended(version: KeyVersion, versions: readonly KeyVersion[]): KeyVersion {
  const wanted = versions.find((each) => each.version === version.version);
  return wanted === undefined ? version : { ...version, endsAt: wanted.endsAt };
}
