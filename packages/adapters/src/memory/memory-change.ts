import type { EpochKind } from "@clavis/core";
import {
  type Account,
  type ApiKey,
  type Application,
  type AuditEntry,
  type DirectoryChange,
  DirectoryError,
  type KeyDigest,
  type KeyOwner,
  type KeyVersion,
  type Link,
  type Lock,
  type LockTarget,
  type Role,
  type SecretPurpose,
  type SigningKey,
  type User,
  type UserSecret,
} from "@clavis/directory";
import { DraftMap } from "./draft-map.ts";
import { hexOf, type MemoryTables, nameOf, type StoredDigest, type StoredSecret } from "./memory-tables.ts";

/** One running change: nothing of it is in the tables before `commit`. */
export class MemoryChange implements DirectoryChange {
  readonly #accounts: DraftMap<Account>;
  readonly #applications: DraftMap<Application>;
  readonly #keys: DraftMap<ApiKey>;
  readonly #digests: DraftMap<StoredDigest>;
  readonly #roles: DraftMap<Role>;
  readonly #users: DraftMap<User>;
  readonly #passwords: DraftMap<string>;
  readonly #secrets: DraftMap<StoredSecret>;
  readonly #links: DraftMap<Link>;
  readonly #locks: DraftMap<Lock>;
  readonly #epochs: DraftMap<number>;
  readonly #signingKeys: DraftMap<SigningKey>;
  readonly #audit: AuditEntry[];
  readonly #appended: AuditEntry[] = [];
  #ended = false;

  constructor(tables: MemoryTables) {
    this.#accounts = new DraftMap(tables.accounts);
    this.#applications = new DraftMap(tables.applications);
    this.#keys = new DraftMap(tables.keys);
    this.#digests = new DraftMap(tables.digests);
    this.#roles = new DraftMap(tables.roles);
    this.#users = new DraftMap(tables.users);
    this.#passwords = new DraftMap(tables.passwords);
    this.#secrets = new DraftMap(tables.secrets);
    this.#links = new DraftMap(tables.links);
    this.#locks = new DraftMap(tables.locks);
    this.#epochs = new DraftMap(tables.epochs);
    this.#signingKeys = new DraftMap(tables.signingKeys);
    this.#audit = tables.audit;
  }

  commit(): void {
    for (const draft of [this.#accounts, this.#keys, this.#digests, this.#roles, this.#users]) draft.commit();
    for (const draft of [this.#passwords, this.#secrets, this.#links]) draft.commit();
    for (const draft of [this.#applications, this.#locks, this.#epochs, this.#signingKeys]) draft.commit();
    this.#audit.push(...this.#appended);
  }

  end(): void {
    this.#ended = true;
  }

  async findAccount(number: string): Promise<Account | undefined> {
    this.#refuseEnded();
    return this.#accounts.get(number);
  }

  async findApplication(id: string): Promise<Application | undefined> {
    this.#refuseEnded();
    return this.#applications.get(id);
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

  async updateAccount(account: Account): Promise<void> {
    this.#refuseEnded();
    const { createdAt } = this.#expectAccount(account.number);
    this.#accounts.set(account.number, { ...account, createdAt });
  }

  async insertApplication(application: Application): Promise<void> {
    this.#refuseEnded();
    if (this.#applications.get(application.id) !== undefined)
      throw new DirectoryError("conflict", `application "${application.id}" exists already`);
    this.#applications.set(application.id, application);
  }

  async updateApplication(application: Application): Promise<void> {
    this.#refuseEnded();
    const { createdAt } = this.#expectApplication(application.id);
    this.#applications.set(application.id, { ...application, createdAt });
  }

  async insertKey(key: ApiKey, digest: KeyDigest): Promise<void> {
    this.#refuseEnded();
    this.#expectOwner(key.owner);
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

  async findRole(name: string): Promise<Role | undefined> {
    this.#refuseEnded();
    return this.#roles.get(name);
  }

  async findUser(id: string): Promise<User | undefined> {
    this.#refuseEnded();
    return this.#users.get(id);
  }

  async findUserByEmail(email: string): Promise<User | undefined> {
    this.#refuseEnded();
    return this.#users.values().find((user) => user.email === email);
  }

  async findLink(id: string): Promise<Link | undefined> {
    this.#refuseEnded();
    return this.#links.get(id);
  }

  async linksFrom(portal: string): Promise<readonly Link[]> {
    this.#refuseEnded();
    const links = this.#links.values().filter((link) => link.portal === portal);
    return links.toSorted((one, other) => (one.client < other.client ? -1 : 1));
  }

  async linksTo(client: string): Promise<readonly Link[]> {
    this.#refuseEnded();
    const links = this.#links.values().filter((link) => link.client === client);
    return links.toSorted((one, other) => (one.portal < other.portal ? -1 : 1));
  }

  async insertRole(role: Role): Promise<void> {
    this.#refuseEnded();
    if (this.#roles.get(role.name) !== undefined)
      throw new DirectoryError("conflict", `role "${role.name}" exists already`);
    this.#roles.set(role.name, role);
  }

  async updateRole({ name, rights, restrictions, revision }: Role): Promise<void> {
    this.#refuseEnded();
    this.#roles.set(name, { ...this.#expectRole(name), rights, restrictions, revision });
  }

  async removeRole(name: string): Promise<void> {
    this.#refuseEnded();
    this.#expectRole(name);
    const names = this.#users.values().flatMap(({ memberships }) => memberships.flatMap(({ roles }) => roles));
    if (names.includes(name)) throw new DirectoryError("conflict", `users have the role "${name}"`);
    this.#roles.delete(name);
  }

  async insertUser(user: User, hash: string | undefined): Promise<void> {
    this.#refuseEnded();
    if (this.#users.get(user.id) !== undefined) throw takenUser(user);
    this.#putUser(user, hash);
  }

  async updateUser(user: User, hash?: string): Promise<void> {
    this.#refuseEnded();
    const { createdAt } = this.#expectUser(user.id);
    this.#putUser({ ...user, createdAt }, hash);
  }

  async removeUser(id: string): Promise<void> {
    this.#refuseEnded();
    this.#expectUser(id);
    for (const secret of this.#secrets.values()) if (secret.user === id) this.#secrets.delete(hexOf(secret.digest));
    this.#passwords.delete(id);
    this.#users.delete(id);
  }

  async insertUserSecret(secret: UserSecret): Promise<void> {
    this.#refuseEnded();
    this.#expectUser(secret.user);
    const hex = hexOf(secret.digest);
    if (this.#secrets.get(hex) !== undefined) throw new DirectoryError("conflict", "the secret exists already");
    this.#secrets.set(hex, { ...secret, usedAt: undefined });
  }

  async useUserSecret(digest: Uint8Array, time: number): Promise<boolean> {
    this.#refuseEnded();
    const secret = this.#secrets.get(hexOf(digest));
    if (secret === undefined || secret.usedAt !== undefined || secret.expiresAt <= time) return false;
    this.#secrets.set(hexOf(digest), { ...secret, usedAt: time });
    return true;
  }

  async withdrawUserSecrets(userId: string, purpose: SecretPurpose, time: number): Promise<void> {
    this.#refuseEnded();
    for (const secret of this.#secrets.values())
      if (secret.user === userId && secret.purpose === purpose && secret.usedAt === undefined)
        this.#secrets.set(hexOf(secret.digest), { ...secret, usedAt: time });
  }

  async insertLink(link: Link): Promise<void> {
    this.#refuseEnded();
    this.#expectAccount(link.portal);
    this.#expectAccount(link.client);
    const { id, portal, client } = link;
    if (this.#links.values().some((known) => known.id === id || (known.portal === portal && known.client === client)))
      throw new DirectoryError("conflict", `"${portal}" is linked to "${client}" already`);
    this.#links.set(id, link);
  }

  async removeLink(id: string): Promise<void> {
    this.#refuseEnded();
    if (this.#links.get(id) === undefined) throw new DirectoryError("not_found", `there is no link "${id}"`);
    this.#links.delete(id);
  }

  async findLock(target: LockTarget): Promise<Lock | undefined> {
    this.#refuseEnded();
    return this.#locks.get(nameOf(target));
  }

  async insertLock(lock: Lock): Promise<void> {
    this.#refuseEnded();
    if (this.#locks.get(nameOf(lock)) !== undefined)
      throw new DirectoryError("conflict", `${lock.kind} "${lock.id}" is locked already`);
    this.#locks.set(nameOf(lock), lock);
  }

  async removeLock(target: LockTarget): Promise<void> {
    this.#refuseEnded();
    if (this.#locks.get(nameOf(target)) === undefined)
      throw new DirectoryError("not_found", `${target.kind} "${target.id}" is not locked`);
    this.#locks.delete(nameOf(target));
  }

  async raiseEpoch(kind: EpochKind, id: string): Promise<number> {
    this.#refuseEnded();
    const epoch = (this.#epochs.get(nameOf({ kind, id })) ?? 0) + 1;
    this.#epochs.set(nameOf({ kind, id }), epoch);
    return epoch;
  }

  async listSigningKeys(): Promise<readonly SigningKey[]> {
    this.#refuseEnded();
    return inOrder(this.#signingKeys.values());
  }

  async insertSigningKey(key: SigningKey): Promise<void> {
    this.#refuseEnded();
    if (this.#signingKeys.get(key.kid) !== undefined)
      throw new DirectoryError("conflict", `signing key "${key.kid}" exists already`);
    this.#signingKeys.set(key.kid, key);
  }

  async updateSigningKey({ kid, activeAt, retiresAt, endsAt, revision }: SigningKey): Promise<void> {
    this.#refuseEnded();
    const known = this.#signingKeys.get(kid);
    if (known === undefined) throw new DirectoryError("not_found", `there is no signing key "${kid}"`);
    this.#signingKeys.set(kid, { ...known, activeAt, retiresAt, endsAt, revision });
  }

  #putUser(user: User, hash: string | undefined): void {
    const { id, email, mainAccount, memberships } = user;
    if (this.#users.values().some((known) => known.id !== id && known.email === email)) throw takenUser(user);
    if (mainAccount !== undefined) this.#expectAccount(mainAccount);
    for (const { account, roles } of memberships) {
      this.#expectAccount(account);
      for (const role of roles) this.#expectRole(role);
    }
    this.#users.set(id, user);
    if (hash !== undefined) this.#passwords.set(id, hash);
  }

  #expectRole(name: string): Role {
    const role = this.#roles.get(name);
    if (role === undefined) throw new DirectoryError("not_found", `there is no role "${name}"`);
    return role;
  }

  #expectUser(id: string): User {
    const user = this.#users.get(id);
    if (user === undefined) throw new DirectoryError("not_found", `there is no user "${id}"`);
    return user;
  }

  #expectAccount(number: string): Account {
    const account = this.#accounts.get(number);
    if (account === undefined) throw new DirectoryError("not_found", `there is no account "${number}"`);
    return account;
  }

  #expectApplication(id: string): Application {
    const application = this.#applications.get(id);
    if (application === undefined) throw new DirectoryError("not_found", `there is no application "${id}"`);
    return application;
  }

  #expectOwner(owner: KeyOwner): void {
    if (owner.kind === "account") this.#expectAccount(owner.number);
    else this.#expectApplication(owner.id);
  }

  /** The stored key with those members of this one that can change. */
  #updated(key: ApiKey): ApiKey {
    const known = this.#keys.get(key.id);
    if (known === undefined) throw new DirectoryError("not_found", `there is no key "${key.id}"`);
    const { name, rights, restrictions, expiresAt, enabled, revokedAt, revokedReason, revision } = key;
    const versions = known.versions.map((version) => ended(version, key.versions));
    const narrowed = { name, rights, restrictions, expiresAt };
    return { ...known, ...narrowed, enabled, revokedAt, revokedReason, revision, versions };
  }

  /** Keeps the digest of the key's newest version. */
  #addDigest(key: ApiKey, digest: KeyDigest): KeyVersion {
    const newest = key.versions.at(-1);
    if (newest === undefined) throw new TypeError(`key "${key.id}" has no version`);
    const hex = hexOf(digest.digest);
    if (this.#digests.get(hex) !== undefined)
      throw new DirectoryError("conflict", `the secret of key "${key.id}" exists already`);
    this.#digests.set(hex, { ...digest, key: key.id, version: newest.version });
    return newest;
  }

  #refuseEnded(): void {
    if (this.#ended) throw new Error("the change has ended");
  }
}

/** Signing keys by kid, ascending, as bytes. */
export const inOrder = (keys: readonly SigningKey[]): readonly SigningKey[] =>
  keys.toSorted((one, other) => (one.kid < other.kid ? -1 : 1));

const takenUser = ({ email }: User): DirectoryError =>
  new DirectoryError("conflict", `there is a user "${email}" already`);

function ended(version: KeyVersion, versions: readonly KeyVersion[]): KeyVersion {
  const wanted = versions.find((each) => each.version === version.version);
  return wanted === undefined ? version : { ...version, endsAt: wanted.endsAt };
}
