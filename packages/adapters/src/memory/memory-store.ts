import type { EpochKind } from "@clavis/core";
import {
  type Account,
  type ApiKey,
  type Application,
  type AuditEntry,
  type AuditFilter,
  canonicalJson,
  type DirectoryChange,
  type DirectoryStore,
  type KeyFilter,
  type KindCount,
  type Link,
  type LinkFilter,
  type Lock,
  type LockTarget,
  ownerAccount,
  type Page,
  type PasswordForm,
  type RightsHolder,
  type Role,
  type SigningKey,
  type StoredPassword,
  type User,
  type UserFilter,
  type UserSecret,
} from "@clavis/directory";
import type { CommittedTables } from "../snapshot/committed-tables.ts";
import { memoryChange } from "./memory-change.ts";
import { commitDrafts, draftsOf, type MemoryDrafts } from "./memory-drafts.ts";
import { emptyTables, hexOf, type MemoryTables, nameOf } from "./memory-tables.ts";
import { inOrder } from "./signing-key-drafts.ts";

/** The directory in memory: for tests, and for trying things out. Nothing outlives the process. */
export class MemoryStore implements DirectoryStore {
  readonly #tables: MemoryTables = emptyTables();
  #last: Promise<unknown> = Promise.resolve();

  /** What is committed, for the snapshot. Always the same object: its maps change with each commit. */
  get committed(): CommittedTables {
    return this.#tables;
  }

  async revision(): Promise<number> {
    return this.#tables.audit.length;
  }

  async findAccount(number: string): Promise<Account | undefined> {
    return this.#tables.accounts.get(number);
  }

  async listAccounts({ after, limit }: Page<string>): Promise<readonly Account[]> {
    return pageOf(this.#tables.accounts, after, limit, () => true);
  }

  async findApplication(id: string): Promise<Application | undefined> {
    return this.#tables.applications.get(id);
  }

  async listApplications({ after, limit }: Page<string>): Promise<readonly Application[]> {
    return pageOf(this.#tables.applications, after, limit, () => true);
  }

  async findKey(id: string): Promise<ApiKey | undefined> {
    return this.#tables.keys.get(id);
  }

  async listKeys({ account, application, environment, after, limit }: KeyFilter): Promise<readonly ApiKey[]> {
    return pageOf(this.#tables.keys, after, limit, ({ owner, environment: own }) => {
      if (account !== undefined && ownerAccount(owner) !== account) return false;
      if (application !== undefined && (owner.kind !== "application" || owner.id !== application)) return false;
      return environment === undefined || own === environment;
    });
  }

  async findRole(name: string): Promise<Role | undefined> {
    return this.#tables.roles.get(name);
  }

  async listRoles({ after, limit }: Page<string>): Promise<readonly Role[]> {
    return pageOf(this.#tables.roles, after, limit, () => true);
  }

  async findUser(id: string): Promise<User | undefined> {
    return this.#tables.users.get(id);
  }

  async findUserByEmail(email: string): Promise<User | undefined> {
    return [...this.#tables.users.values()].find((user) => user.email === email);
  }

  async listUsers({ account, after, limit }: UserFilter): Promise<readonly User[]> {
    return pageOf(
      this.#tables.users,
      after,
      limit,
      ({ memberships }) => account === undefined || memberships.some((membership) => membership.account === account),
    );
  }

  async countUsers(form: PasswordForm): Promise<readonly KindCount[]> {
    const found = [...this.#tables.users.values()].filter(({ enabled, password }) => enabled && password.form === form);
    return [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, users]) => ({ kind, count: users.length }));
  }

  async findPassword(userId: string): Promise<StoredPassword | undefined> {
    const user = this.#tables.users.get(userId);
    const hash = this.#tables.passwords.get(userId);
    if (user === undefined || hash === undefined) return undefined;
    const { version, form } = user.password;
    return { hash, version, form };
  }

  async findUserSecret(digest: Uint8Array): Promise<UserSecret | undefined> {
    const stored = this.#tables.secrets.get(hexOf(digest));
    if (stored === undefined || stored.usedAt !== undefined) return undefined;
    const { user, purpose, expiresAt } = stored;
    return { digest: stored.digest, user, purpose, expiresAt };
  }

  async findLink(id: string): Promise<Link | undefined> {
    return this.#tables.links.get(id);
  }

  async listLinks({ account, after, limit }: LinkFilter): Promise<readonly Link[]> {
    return pageOf(
      this.#tables.links,
      after,
      limit,
      ({ portal, client }) => account === undefined || portal === account || client === account,
    );
  }

  async listRights(): Promise<readonly (readonly string[])[]> {
    const lists = this.#heldRights().map(({ rights }) => [canonicalJson(rights), rights] as const);
    return [...new Map(lists).values()];
  }

  async findRightsHolder(rights: readonly string[]): Promise<RightsHolder | undefined> {
    const text = canonicalJson(rights);
    return this.#heldRights().find((held) => canonicalJson(held.rights) === text)?.holder;
  }

  async listSigningKeys(): Promise<readonly SigningKey[]> {
    return inOrder([...this.#tables.signingKeys.values()]);
  }

  async findLock(target: LockTarget): Promise<Lock | undefined> {
    return this.#tables.locks.get(nameOf(target));
  }

  async listLocks({ after, limit }: Page<LockTarget>): Promise<readonly Lock[]> {
    return pageOf(this.#tables.locks, after && nameOf(after), limit, () => true);
  }

  async findEpoch(kind: EpochKind, id: string): Promise<number> {
    return this.#tables.epochs.get(nameOf({ kind, id })) ?? 0;
  }

  async listAudit({ objectId, after = 0, limit }: AuditFilter): Promise<readonly AuditEntry[]> {
    const entries = this.#tables.audit.slice(after);
    return entries.filter((entry) => objectId === undefined || entry.objectId === objectId).slice(0, limit);
  }

  change<Result>(work: (change: DirectoryChange) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => this.#run(work));
    this.#last = result.catch(() => {});
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
  }

  #heldRights(): { readonly holder: RightsHolder; readonly rights: readonly string[] }[] {
    const { accounts, applications, roles, links, keys } = this.#tables;
    const held = (kind: RightsHolder["kind"], id: string, ...lists: readonly (readonly string[])[]) =>
      lists.map((rights) => ({ holder: { kind, id }, rights }));
    return [
      ...[...accounts.values()].flatMap(({ number, rights }) => held("account", number, rights)),
      ...[...applications.values()].flatMap(({ id, rights }) => held("application", id, rights)),
      ...[...roles.values()].flatMap(({ name, rights }) => held("role", name, rights)),
      ...[...links.values()].flatMap(({ id, ceiling }) => held("link", id, ceiling)),
      ...[...keys.values()].flatMap(({ id, rights, ceilings, revokedAt }) =>
        revokedAt === undefined ? held("key", id, rights, ...ceilings) : [],
      ),
    ];
  }

  async #run<Result>(work: (change: DirectoryChange) => Promise<Result>): Promise<Result> {
    const drafts = draftsOf(this.#tables);
    let ended = false;
    const whileRunning = (): MemoryDrafts => {
      if (ended) throw new Error("the change has ended");
      return drafts;
    };
    try {
      const result = await work(memoryChange(whileRunning));
      commitDrafts(drafts);
      return result;
    } finally {
      ended = true;
    }
  }
}

function pageOf<Row>(
  rows: ReadonlyMap<string, Row>,
  after: string | undefined,
  limit: number,
  wanted: (row: Row) => boolean,
): readonly Row[] {
  return [...rows]
    .filter(([name, row]) => (after === undefined || name > after) && wanted(row))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, limit)
    .map(([, row]) => row);
}
