import type { Account } from "../account/account.ts";
import type { ApiKey } from "../api-key/api-key.ts";
import type { KeyDigest } from "../api-key/key-digests.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Page } from "./page.ts";

export interface KeyFilter extends Page<string> {
  readonly account?: string;
  readonly environment?: string;
}

export interface AuditFilter extends Page<number> {
  /** An account number or key id. */
  readonly objectId?: string;
}

/**
 * Where the directory is kept. Reads see the last committed change, in this process and in others on the machine, and
 * never half of one; they do not wait for a running change.
 *
 * Every method rejects with core's `StoreUnavailable` when the store can not be reached, is locked for longer than its
 * patience, is full or damaged; nothing is then changed. Not promised: that a read sees a change not yet acknowledged.
 */
export interface DirectoryStore {
  /** The revision of the last change; 0 before the first. */
  revision(): Promise<number>;
  findAccount(number: string): Promise<Account | undefined>;
  /** By account number, ascending, as bytes. */
  listAccounts(page: Page<string>): Promise<readonly Account[]>;
  findKey(id: string): Promise<ApiKey | undefined>;
  /** By id, ascending: oldest first. */
  listKeys(filter: KeyFilter): Promise<readonly ApiKey[]>;
  /** By revision, ascending. */
  listAudit(filter: AuditFilter): Promise<readonly AuditEntry[]>;

  /**
   * One transaction. Changes run one after another, also over several processes. When `work` resolves, everything it
   * did is durable before the promise resolves; when it rejects, nothing of it remains, no revision is used up and the
   * promise rejects with the same error.
   *
   * `work` awaits each call of the change, waits for nothing else that takes long, and starts no other change.
   */
  change<Result>(work: (change: DirectoryChange) => Promise<Result>): Promise<Result>;

  /** Waits for the running change and lets go of the store. */
  close(): Promise<void>;
}

/** What can be done inside a change. Of no use once the change has ended: its methods then reject with an Error. */
export interface DirectoryChange {
  findAccount(number: string): Promise<Account | undefined>;
  findKey(id: string): Promise<ApiKey | undefined>;

  /**
   * Takes the next revision, which `seal` turns into the entry that is appended. Gives the revision. Called once for
   * every object that is changed, before it is written: the object carries the revision of its last change.
   */
  append(seal: (revision: number) => AuditEntry): Promise<number>;

  /** DirectoryError `conflict` when the number is taken. */
  insertAccount(account: Account): Promise<void>;
  /** Replaces name, rights, enabled and revision. DirectoryError `not_found` when there is no such account. */
  updateAccount(account: Account): Promise<void>;
  /**
   * A new key with its first version, whose secret has this digest. DirectoryError `conflict` when the id or the digest
   * is taken, `not_found` when there is no such account.
   */
  insertKey(key: ApiKey, digest: KeyDigest): Promise<void>;
  /**
   * Replaces name, enabled, revocation, revision and the ends of the versions there are. DirectoryError `not_found`
   * when there is no such key.
   */
  updateKey(key: ApiKey): Promise<void>;
  /**
   * As `updateKey`, and adds the last of the key's versions, whose secret has this digest. DirectoryError `conflict`
   * when the digest is taken.
   */
  addKeyVersion(key: ApiKey, digest: KeyDigest): Promise<void>;
}
