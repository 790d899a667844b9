import type { EpochKind } from "@clavis/core";
import type { Account } from "../account/account.ts";
import type { ApiKey } from "../api-key/api-key.ts";
import type { KeyDigest } from "../api-key/key-digests.ts";
import type { Application } from "../application/application.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Link } from "../link/link.ts";
import type { Lock, LockTarget } from "../lock/lock.ts";
import type { PasswordForm } from "../password/password-form.ts";
import type { Role } from "../role/role.ts";
import type { SigningKey } from "../signing-key/signing-key.ts";
import type { StoredPassword, User } from "../user/user.ts";
import type { SecretPurpose, UserSecret } from "../user/user-secret.ts";
import type { Page } from "./page.ts";

export interface KeyFilter extends Page<string> {
  readonly account?: string;
  /** Only keys of this application. */
  readonly application?: string;
  readonly environment?: string;
}

export interface UserFilter extends Page<string> {
  /** Only users with a membership in this account. */
  readonly account?: string;
}

export interface LinkFilter extends Page<string> {
  /** Only links from or to this account. */
  readonly account?: string;
}

export interface AuditFilter extends Page<number> {
  /** An account number, the name of a role or environment, or the id of anything else. */
  readonly objectId?: string;
}

/** Something that has a list of rights. */
export interface RightsHolder {
  readonly kind: "account" | "application" | "role" | "link" | "key";
  /** An account's number, a role's name, or the id of anything else. */
  readonly id: string;
}

/** Users of one kind, or of none. */
export interface KindCount {
  readonly kind: string | undefined;
  readonly count: number;
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
  findApplication(id: string): Promise<Application | undefined>;
  /** By id, ascending, as bytes. */
  listApplications(page: Page<string>): Promise<readonly Application[]>;
  findKey(id: string): Promise<ApiKey | undefined>;
  /** By id, ascending: oldest first. */
  listKeys(filter: KeyFilter): Promise<readonly ApiKey[]>;
  findRole(name: string): Promise<Role | undefined>;
  /** By name, ascending, as bytes. */
  listRoles(page: Page<string>): Promise<readonly Role[]>;
  findUser(id: string): Promise<User | undefined>;
  /** By the one spelling of the address. */
  findUserByEmail(email: string): Promise<User | undefined>;
  /** By id, ascending: oldest first. */
  listUsers(filter: UserFilter): Promise<readonly User[]>;
  /** How many enabled users' passwords are in this form, by the users' kind. In no order. */
  countUsers(form: PasswordForm): Promise<readonly KindCount[]>;
  /** The password of the user of this id; undefined where there is no user or no password. */
  findPassword(userId: string): Promise<StoredPassword | undefined>;
  /** A secret that has not been used or withdrawn; it may have expired. */
  findUserSecret(digest: Uint8Array): Promise<UserSecret | undefined>;
  findLink(id: string): Promise<Link | undefined>;
  /** By id, ascending: oldest first. */
  listLinks(filter: LinkFilter): Promise<readonly Link[]>;
  /** Each list of rights and of ceilings that anything has or had, once. In no order. */
  listRights(): Promise<readonly (readonly string[])[]>;
  /** Something that has exactly this list: an account, application, role, link, or key that is not revoked, also as a ceiling. */
  findRightsHolder(rights: readonly string[]): Promise<RightsHolder | undefined>;
  /** Every signing key that was ever made, by `kid`, ascending: oldest first. */
  listSigningKeys(): Promise<readonly SigningKey[]>;
  findLock(target: LockTarget): Promise<Lock | undefined>;
  /** By kind and id, ascending, as bytes. */
  listLocks(page: Page<LockTarget>): Promise<readonly Lock[]>;
  /** How often everything derived from this object was ended at once; 0 for what does not exist. */
  findEpoch(kind: EpochKind, id: string): Promise<number>;
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
  findApplication(id: string): Promise<Application | undefined>;
  findKey(id: string): Promise<ApiKey | undefined>;
  findRole(name: string): Promise<Role | undefined>;
  findUser(id: string): Promise<User | undefined>;
  findUserByEmail(email: string): Promise<User | undefined>;
  findLock(target: LockTarget): Promise<Lock | undefined>;
  findLink(id: string): Promise<Link | undefined>;
  /** Every link in which the account is the portal, by client, ascending. */
  linksFrom(portal: string): Promise<readonly Link[]>;
  /** Every link in which the account is the client, by portal, ascending. */
  linksTo(client: string): Promise<readonly Link[]>;

  /**
   * Takes the next revision, which `seal` turns into the entry that is appended. Gives the revision. Called once for
   * every object that is changed, before it is written: the object carries the revision of its last change.
   */
  append(seal: (revision: number) => AuditEntry): Promise<number>;

  /** DirectoryError `conflict` when the number is taken. */
  insertAccount(account: Account): Promise<void>;
  /** Replaces all but number and creation. DirectoryError `not_found` when there is no such account. */
  updateAccount(account: Account): Promise<void>;
  /** DirectoryError `conflict` when the id is taken. */
  insertApplication(application: Application): Promise<void>;
  /** Replaces all but id and creation. DirectoryError `not_found` when there is no such application. */
  updateApplication(application: Application): Promise<void>;
  /**
   * A new key with its first version, whose secret has this digest. DirectoryError `conflict` when the id or the digest
   * is taken, `not_found` when its owner does not exist.
   */
  insertKey(key: ApiKey, digest: KeyDigest): Promise<void>;
  /**
   * Replaces name, rights, restrictions, expiry, enabled, revocation, revision and the ends of the versions there are.
   * DirectoryError `not_found` when there is no such key.
   */
  updateKey(key: ApiKey): Promise<void>;
  /**
   * As `updateKey`, and adds the last of the key's versions, whose secret has this digest. DirectoryError `conflict`
   * when the digest is taken.
   */
  addKeyVersion(key: ApiKey, digest: KeyDigest): Promise<void>;

  /** DirectoryError `conflict` when the name is taken. */
  insertRole(role: Role): Promise<void>;
  /** Replaces rights, restrictions and revision. DirectoryError `not_found` when there is no such role. */
  updateRole(role: Role): Promise<void>;
  /** DirectoryError `not_found`; `conflict` when a membership names the role. */
  removeRole(name: string): Promise<void>;

  /**
   * A new user with the hash of their password, if they have one. DirectoryError `conflict` when the id or the address
   * is taken, `not_found` when an account or role of a membership, or the main account, does not exist.
   */
  insertUser(user: User, hash: string | undefined): Promise<void>;
  /**
   * Replaces everything but id and creation; the hash only where one is given. DirectoryError `not_found` when there is
   * no such user, account or role, `conflict` when the address is taken.
   */
  updateUser(user: User, hash?: string): Promise<void>;
  /**
   * Removes a user with their memberships, password and secrets; keys they made stay. DirectoryError `not_found`.
   */
  removeUser(id: string): Promise<void>;
  /** DirectoryError `conflict` when the digest is taken, `not_found` when there is no such user. */
  insertUserSecret(secret: UserSecret): Promise<void>;
  /**
   * Uses a secret up, in one conditional update: true for the one caller that gets it, false when it is unknown, used,
   * withdrawn or has expired at `time`.
   */
  useUserSecret(digest: Uint8Array, time: number): Promise<boolean>;
  /** Withdraws those secrets of a user for this purpose that have not been used. */
  withdrawUserSecrets(userId: string, purpose: SecretPurpose, time: number): Promise<void>;

  /** DirectoryError `conflict` when the id or the pair of accounts is taken, `not_found` when there is no such account. */
  insertLink(link: Link): Promise<void>;
  /** DirectoryError `not_found`. */
  removeLink(id: string): Promise<void>;

  /** DirectoryError `conflict` when it is locked already. */
  insertLock(lock: Lock): Promise<void>;
  /** DirectoryError `not_found` when it is not locked. */
  removeLock(target: LockTarget): Promise<void>;
  /** One more; gives the epoch as it is from now on. Belongs to a change that has an entry about the object. */
  raiseEpoch(kind: EpochKind, id: string): Promise<number>;

  listSigningKeys(): Promise<readonly SigningKey[]>;
  /** DirectoryError `conflict` when the `kid` is taken. */
  insertSigningKey(key: SigningKey): Promise<void>;
  /** Replaces the times and the revision. DirectoryError `not_found` when there is no such key. */
  updateSigningKey(key: SigningKey): Promise<void>;
}
