import type { EpochKind, LockKind } from "@clavis/core";
import type {
  Account,
  ApiKey,
  Application,
  AuditEntry,
  Link,
  Lock,
  ObjectKind,
  RestrictionSpec,
  Role,
  User,
} from "@clavis/directory";
import type { CommittedTables } from "../committed-tables.ts";
import { testDigester } from "./plain-directory.ts";

/** Tables as a store in memory has them after each commit. */
export class PlainTables implements CommittedTables {
  readonly accounts = new Map<string, Account>();
  readonly applications = new Map<string, Application>();
  readonly users = new Map<string, User>();
  readonly roles = new Map<string, Role>();
  readonly links = new Map<string, Link>();
  readonly keys = new Map<string, ApiKey>();
  readonly digests = new Map<string, { key: string; version: number }>();
  readonly locks = new Map<string, Lock>();
  readonly epochs = new Map<string, number>();
  readonly audit: Pick<AuditEntry, "revision" | "objectKind" | "objectId">[] = [];

  putAccount(row: Account): void {
    this.accounts.set(row.number, row);
    this.#append("account", row.number);
  }

  putApplication(row: Application): void {
    this.applications.set(row.id, row);
    this.#append("application", row.id);
  }

  removeApplication(id: string): void {
    this.applications.delete(id);
    this.#append("application", id);
  }

  putKey(row: ApiKey, secrets: readonly string[]): void {
    this.keys.set(row.id, row);
    for (const [at, secret] of secrets.entries())
      this.digests.set(testDigester.digestHex(secret), { key: row.id, version: at + 1 });
    this.#append("key", row.id);
  }

  removeKey(id: string): void {
    this.keys.delete(id);
    for (const [digest, { key }] of this.digests) if (key === id) this.digests.delete(digest);
    this.#append("key", id);
  }

  putUser(row: User): void {
    this.users.set(row.id, row);
    this.#append("user", row.id);
  }

  putRole(name: string, rights: readonly string[], restrictions?: RestrictionSpec): void {
    this.roles.set(name, { name, rights, restrictions, createdAt: 0, revision: 1 });
    this.#append("role", name);
  }

  putLink(row: Link): void {
    this.links.set(row.id, row);
    this.#append("link", row.id);
  }

  removeLink(id: string): void {
    this.links.delete(id);
    this.#append("link", id);
  }

  lock(kind: LockKind, id: string): void {
    this.locks.set(`${kind} ${id}`, { kind, id, reason: "lost", lockedAt: 0, actor: "local:test" });
    this.#append(kind, id);
  }

  unlock(kind: LockKind, id: string): void {
    this.locks.delete(`${kind} ${id}`);
    this.#append(kind, id);
  }

  raiseEpoch(kind: EpochKind, id: string): void {
    this.epochs.set(`${kind} ${id}`, (this.epochs.get(`${kind} ${id}`) ?? 0) + 1);
    this.#append(kind, id);
  }

  /** An entry about something that the snapshot does not look at. */
  note(id: string): void {
    this.#append("signing-key", id);
  }

  #append(objectKind: ObjectKind, objectId: string): void {
    this.audit.push({ revision: this.audit.length + 1, objectKind, objectId });
  }
}
