import type { UserRecord } from "@clavis/core";

/** A user as the decision sees them, and what they are found by. */
export interface TableUser {
  readonly record: UserRecord;
  /** In its one spelling. */
  readonly email: string;
  /** Names of the roles held in any account. */
  readonly roles: ReadonlySet<string>;
}

/** Users by id and by e-mail address. */
export class UserTable {
  readonly #byId = new Map<string, TableUser>();
  readonly #byEmail = new Map<string, TableUser>();

  find(id: string): UserRecord | undefined {
    return this.#byId.get(id)?.record;
  }

  /** `email` in its one spelling. */
  findByEmail(email: string): UserRecord | undefined {
    return this.#byEmail.get(email)?.record;
  }

  /** Ids of the users who hold a role. */
  holdersOf(role: string): readonly string[] {
    return [...this.#byId.values()].flatMap(({ record, roles }) => (roles.has(role) ? [record.id] : []));
  }

  put(user: TableUser): void {
    this.remove(user.record.id);
    this.#byId.set(user.record.id, user);
    this.#byEmail.set(user.email, user);
  }

  remove(id: string): void {
    const known = this.#byId.get(id);
    if (known === undefined) return;
    this.#byId.delete(id);
    // The address may have gone to another user, who was put before this one was removed.
    if (this.#byEmail.get(known.email) === known) this.#byEmail.delete(known.email);
  }

  /** Removes every user but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.remove(id);
  }
}
