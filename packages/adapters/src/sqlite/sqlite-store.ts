import { join } from "node:path";
import { type EpochKind, StoreUnavailable } from "@clavis/core";
import type {
  Account,
  ApiKey,
  Application,
  AuditEntry,
  AuditFilter,
  DirectoryChange,
  DirectoryStore,
  KeyFilter,
  KindCount,
  Link,
  LinkFilter,
  Lock,
  LockTarget,
  Page,
  PasswordForm,
  RightsHolder,
  Role,
  SigningKey,
  StoredPassword,
  User,
  UserFilter,
  UserSecret,
} from "@clavis/directory";
import { Kysely, type Transaction } from "kysely";
import { findAccount, insertAccount, listAccounts, updateAccount } from "./account-rows.ts";
import { findApplication, insertApplication, listApplications, updateApplication } from "./application-rows.ts";
import { appendEntry, listAudit, readRevision } from "./audit-rows.ts";
import { openDatabase, openDatabaseForReading } from "./database.ts";
import { NodeSqliteDialect } from "./dialect/node-sqlite-dialect.ts";
import { fileInPlace } from "./file-in-place.ts";
import { findLink, insertLink, linksFrom, linksTo, listLinks, removeLink } from "./link-rows.ts";
import { findEpoch, findLock, insertLock, listLocks, raiseEpoch, removeLock } from "./lock-rows.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { findKey, listKeys } from "./read-key-rows.ts";
import { countUsers, findPassword, findUser, findUserByEmail, findUserSecret, listUsers } from "./read-user-rows.ts";
import { findRightsHolder, listRights } from "./right-list-rows.ts";
import { findRole, insertRole, listRoles, removeRole, updateRole } from "./role-rows.ts";
import { insertSigningKey, listSigningKeys, updateSigningKey } from "./signing-key-rows.ts";
import { translated } from "./sqlite-failure.ts";
import type { Tables } from "./tables.ts";
import { addKeyVersion, insertKey, updateKey } from "./write-key-rows.ts";
import {
  insertUser,
  insertUserSecret,
  removeUser,
  updateUser,
  useUserSecret,
  withdrawUserSecrets,
} from "./write-user-rows.ts";

/**
 * Opens the directory's database and brings it to the newest schema; makes it where there is none.
 * DataDirectoryError `schema_newer`; core's StoreUnavailable when the file can not be used.
 */
export async function openSqliteStore(path: string): Promise<SqliteStore> {
  return await translated(async () => {
    const writer = openDatabase(path);
    try {
      migrate(writer, readMigrations(join(import.meta.dirname, "migrations")), path);
      const reader = openDatabaseForReading(path);
      return new SqliteStore(kyselyOver(writer), kyselyOver(reader), fileInPlace(path));
    } catch (error) {
      writer.close();
      throw error;
    }
  });
}

const kyselyOver = (database: ReturnType<typeof openDatabase>): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: new NodeSqliteDialect(database) });

/**
 * The directory in SQLite. One connection takes the changes, one after another; another one reads, so that a read sees
 * committed state only and never waits behind a change. Behind a restore that put another file in its place nothing can
 * be changed any more: it would be lost with the old file.
 */
export class SqliteStore implements DirectoryStore {
  readonly #writer: Kysely<Tables>;
  readonly #reader: Kysely<Tables>;
  readonly #isInPlace: () => boolean;

  constructor(writer: Kysely<Tables>, reader: Kysely<Tables>, isInPlace: () => boolean) {
    this.#writer = writer;
    this.#reader = reader;
    this.#isInPlace = isInPlace;
  }

  revision(): Promise<number> {
    return translated(() => readRevision(this.#reader));
  }

  findAccount(number: string): Promise<Account | undefined> {
    return translated(() => findAccount(this.#reader, number));
  }

  listAccounts(page: Page<string>): Promise<readonly Account[]> {
    return translated(() => listAccounts(this.#reader, page));
  }

  findApplication(id: string): Promise<Application | undefined> {
    return translated(() => findApplication(this.#reader, id));
  }

  listApplications(page: Page<string>): Promise<readonly Application[]> {
    return translated(() => listApplications(this.#reader, page));
  }

  findKey(id: string): Promise<ApiKey | undefined> {
    return translated(() => findKey(this.#reader, id));
  }

  listKeys(filter: KeyFilter): Promise<readonly ApiKey[]> {
    return translated(() => listKeys(this.#reader, filter));
  }

  findRole(name: string): Promise<Role | undefined> {
    return translated(() => findRole(this.#reader, name));
  }

  listRoles(page: Page<string>): Promise<readonly Role[]> {
    return translated(() => listRoles(this.#reader, page));
  }

  findUser(id: string): Promise<User | undefined> {
    return translated(() => findUser(this.#reader, id));
  }

  findUserByEmail(email: string): Promise<User | undefined> {
    return translated(() => findUserByEmail(this.#reader, email));
  }

  listUsers(filter: UserFilter): Promise<readonly User[]> {
    return translated(() => listUsers(this.#reader, filter));
  }

  countUsers(form: PasswordForm): Promise<readonly KindCount[]> {
    return translated(() => countUsers(this.#reader, form));
  }

  findPassword(userId: string): Promise<StoredPassword | undefined> {
    return translated(() => findPassword(this.#reader, userId));
  }

  findUserSecret(digest: Uint8Array): Promise<UserSecret | undefined> {
    return translated(() => findUserSecret(this.#reader, digest));
  }

  findLink(id: string): Promise<Link | undefined> {
    return translated(() => findLink(this.#reader, id));
  }

  listLinks(filter: LinkFilter): Promise<readonly Link[]> {
    return translated(() => listLinks(this.#reader, filter));
  }

  listRights(): Promise<readonly (readonly string[])[]> {
    return translated(() => listRights(this.#reader));
  }

  findRightsHolder(rights: readonly string[]): Promise<RightsHolder | undefined> {
    return translated(() => findRightsHolder(this.#reader, rights));
  }

  listSigningKeys(): Promise<readonly SigningKey[]> {
    return translated(() => listSigningKeys(this.#reader));
  }

  findLock(target: LockTarget): Promise<Lock | undefined> {
    return translated(() => findLock(this.#reader, target));
  }

  listLocks(page: Page<LockTarget>): Promise<readonly Lock[]> {
    return translated(() => listLocks(this.#reader, page));
  }

  findEpoch(kind: EpochKind, id: string): Promise<number> {
    return translated(() => findEpoch(this.#reader, kind, id));
  }

  listAudit(filter: AuditFilter): Promise<readonly AuditEntry[]> {
    return translated(() => listAudit(this.#reader, filter));
  }

  change<Result>(work: (change: DirectoryChange) => Promise<Result>): Promise<Result> {
    return translated(() =>
      this.#writer.transaction().execute((transaction) => {
        if (!this.#isInPlace()) throw new StoreUnavailable("another file was put in the place of the database");
        return work(changeIn(transaction));
      }),
    );
  }

  async close(): Promise<void> {
    await letGo(this.#writer);
    await letGo(this.#reader);
  }
}

/** Waits for the connection, then closes it. Kysely would not close a database it has never used. */
async function letGo(database: Kysely<Tables>): Promise<void> {
  await database.connection().execute(async () => {});
  await database.destroy();
}

const changeIn = (transaction: Transaction<Tables>): DirectoryChange => ({
  findAccount: (number) => findAccount(transaction, number),
  findApplication: (id) => findApplication(transaction, id),
  findKey: (id) => findKey(transaction, id),
  append: (seal) => appendEntry(transaction, seal),
  insertAccount: (account) => insertAccount(transaction, account),
  updateAccount: (account) => updateAccount(transaction, account),
  insertApplication: (application) => insertApplication(transaction, application),
  updateApplication: (application) => updateApplication(transaction, application),
  insertKey: (key, digest) => insertKey(transaction, key, digest),
  updateKey: async (key) => {
    await updateKey(transaction, key);
  },
  addKeyVersion: (key, digest) => addKeyVersion(transaction, key, digest),
  findRole: (name) => findRole(transaction, name),
  findUser: (id) => findUser(transaction, id),
  findUserByEmail: (email) => findUserByEmail(transaction, email),
  findLink: (id) => findLink(transaction, id),
  linksFrom: (portal) => linksFrom(transaction, portal),
  linksTo: (client) => linksTo(transaction, client),
  insertRole: (role) => insertRole(transaction, role),
  updateRole: (role) => updateRole(transaction, role),
  removeRole: (name) => removeRole(transaction, name),
  insertUser: (user, hash) => insertUser(transaction, user, hash),
  updateUser: (user, hash) => updateUser(transaction, user, hash),
  removeUser: (id) => removeUser(transaction, id),
  insertUserSecret: (secret) => insertUserSecret(transaction, secret),
  useUserSecret: (digest, time) => useUserSecret(transaction, digest, time),
  withdrawUserSecrets: (user, purpose, time) => withdrawUserSecrets(transaction, user, purpose, time),
  insertLink: (link) => insertLink(transaction, link),
  removeLink: (id) => removeLink(transaction, id),
  findLock: (target) => findLock(transaction, target),
  insertLock: (lock) => insertLock(transaction, lock),
  removeLock: (target) => removeLock(transaction, target),
  raiseEpoch: (kind, id) => raiseEpoch(transaction, kind, id),
  listSigningKeys: () => listSigningKeys(transaction),
  insertSigningKey: (key) => insertSigningKey(transaction, key),
  updateSigningKey: (key) => updateSigningKey(transaction, key),
});
