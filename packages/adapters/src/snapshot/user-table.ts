import type { UserRecord } from "@clavis/core";

/** A user as the decision sees them, and what they are found by. */
export interface TableUser {
  readonly record: UserRecord;
  /** In its one spelling. */
  readonly email: string;
  readonly externalId: string | undefined;
  /** Names of the roles held in any account. */
  readonly roles: ReadonlySet<string>;
}

/** Users by id, by e-mail address and by the provider's own id. */
export class UserTable {
  readonly #byId = new Map<string, TableUser>();
  readonly #byEmail = new Map<string, TableUser>();
  /** Several may have the same one: nothing keeps a provider from giving it twice. */
  readonly #byExternalId = new Map<string, Set<TableUser>>();

  find(id: string): UserRecord | undefined {
    return this.#byId.get(id)?.record;
  }

  /** `email` in its one spelling. */
  findByEmail(email: string): UserRecord | undefined {
    return this.#byEmail.get(email)?.record;
  }

  /** The one user who has it. */
  findByExternalId(externalId: string): UserRecord | undefined {
    const [found, ...more] = this.#byExternalId.get(externalId) ?? [];
    return more.length === 0 ? found?.record : undefined;
  }

  /** Ids of the users who hold a role. */
  holdersOf(role: string): readonly string[] {
    return [...this.#byId.values()].flatMap(({ record, roles }) => (roles.has(role) ? [record.id] : []));
  }

  put(user: TableUser): void {
    this.remove(user.record.id);
    this.#byId.set(user.record.id, user);
    this.#byEmail.set(user.email, user);
    if (user.externalId === undefined) return;
    const same = this.#byExternalId.get(user.externalId) ?? new Set();
    this.#byExternalId.set(user.externalId, same.add(user));
  }

  remove(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    this.#byId.delete(id);
    if (known.externalId !== undefined) this.#forgetExternalId(known, known.externalId);
    // The address may have gone to another user, who was put before this one was removed.
    if (this.#byEmail.get(known.email) === known) this.#byEmail.delete(known.email);
  }

  #forgetExternalId(user: TableUser, externalId: string): void {
    const same = this.#byExternalId.get(externalId);
    same?.delete(user);
    if (same?.size === 0) this.#byExternalId.delete(externalId);
  }

  /** Removes every user but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.remove(id);
  }
}
