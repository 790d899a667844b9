import { join } from "node:path";
import type { EpochKind, LockKind } from "@clavis/core";
import { KeyDigester } from "../../secret-key/key-digester.ts";
import { type Database, openDatabase } from "../../sqlite/database.ts";
import { readMigrations } from "../../sqlite/migrate.ts";

const migrations = join(import.meta.dirname, "../../sqlite/migrations");
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export const testDigester: KeyDigester = new KeyDigester(new Uint8Array(32).fill(7));

/** An id of a key, one for each number. */
export function testKeyId(number: number): string {
  let text = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = alphabet.charAt(rest % 62) + text;
  return `key_${text.padStart(22, "0")}`;
}

/** What a test sets of a key; the rest is that of a plain key which may do everything. */
export type PlainKey = PlainOwner & {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly rights?: string;
  readonly restrictions?: string;
  readonly boundTo?: string;
  readonly expiresAt?: number;
};

type PlainOwner = { readonly account: string } | { readonly application: string };

/** A directory written with plain SQL, so that tests of what reads it do not depend on the store that writes it. */
export class PlainDirectory {
  readonly database: Database;

  constructor(path: string) {
    this.database = openDatabase(path);
  }

  create(): void {
    for (const { sql } of readMigrations(migrations)) this.database.exec(sql);
  }

  addAccount(number: string): void {
    this.change("account", number, () =>
      this.run("insert into account values (null, ?, 'name', 1, '[\"*\"]', 0, 0, null, 'UTC')", number),
    );
  }

  disableAccount(number: string): void {
    this.change("account", number, () => this.run("update account set enabled = 0 where number = ?", number));
  }

  restrictAccount(number: string, restrictions: string | null, zone: string): void {
    this.change("account", number, () =>
      this.run("update account set restrictions = ?, zone = ? where number = ?", restrictions, zone, number),
    );
  }

  /** Adds the application or changes it. */
  putApplication(id: string, rights: string, restrictions: string | null, enabled = 1): void {
    this.change("application", id, () => {
      this.run("insert or ignore into right_list values (null, ?)", rights);
      this.run(
        `insert into application select null, ?, 'name', ?, row, ?, 0, 0 from right_list where rights = ? on conflict (id)
           do update set enabled = excluded.enabled, rights = excluded.rights, restrictions = excluded.restrictions`,
        ...[id, enabled, restrictions, rights],
      );
    });
  }

  addKey(key: PlainKey): void {
    const { id, secrets, rights = '["*"]', restrictions, boundTo, expiresAt } = key;
    const [table, name, owner] =
      "account" in key ? ["account", "number", key.account] : ["application", "id", key.application];
    this.change("key", id, () => {
      for (const list of [rights, '["*"]']) this.run("insert or ignore into right_list values (null, ?)", list);
      this.run(
        `insert into api_key (id, environment, ${table}, name, rights, ceiling, restrictions, creator, bound_to, enabled,
           expires_at, created_at, revision)
         select ?, 'production', owner.row, 'name', own.row, everything.row, ?, 'local:test', ?, 1, ?, 0, 0
         from ${table} owner, right_list own, right_list everything
         where owner.${name} = ? and own.rights = ? and everything.rights = '["*"]'`,
        ...[id, restrictions ?? null, boundTo ?? null, expiresAt ?? null, owner, rights],
      );
      for (const [at, secret] of secrets.entries()) this.#addVersion(id, at + 1, secret);
    });
  }

  rotateKey(id: string, version: number, secret: string, endsAt: number): void {
    this.change("key", id, () => {
      this.run("update key_version set ends_at = ? where key = (select row from api_key where id = ?)", endsAt, id);
      this.#addVersion(id, version, secret);
    });
  }

  revokeKey(id: string, time: number): void {
    this.change("key", id, () => this.run("update api_key set revoked_at = ? where id = ?", time, id));
  }

  removeKey(id: string): void {
    this.change("key", id, () => {
      this.run("delete from key_version where key = (select row from api_key where id = ?)", id);
      this.run("delete from api_key where id = ?", id);
    });
  }

  putRole(name: string, rights: string, restrictions: string | null = null): void {
    this.change("role", name, () => {
      this.run("insert or ignore into right_list values (null, ?)", rights);
      this.run(
        `insert into role select null, ?, row, 0, 0, ? from right_list where rights = ?
           on conflict (name) do update set rights = excluded.rights, restrictions = excluded.restrictions`,
        ...[name, restrictions, rights],
      );
    });
  }

  /** A user with roles in accounts, as pairs of an account's number and a role's name. */
  addUser(id: string, email: string, memberships: readonly (readonly [string, string])[]): void {
    this.change("user", id, () => {
      this.run(
        "insert into user values (null, ?, ?, 'name', null, null, null, 1, 1, null, 5, 0, 0, 0, 'plain')",
        id,
        email,
      );
      for (const [account, role] of memberships)
        this.run(
          `insert into membership select user.row, account.row, role.row from user, account, role
             where user.id = ? and number = ? and role.name = ?`,
          ...[id, account, role],
        );
    });
  }

  addLink(id: string, portal: string, client: string, ceiling: string): void {
    this.change("link", id, () => {
      this.run("insert or ignore into right_list values (null, ?)", ceiling);
      this.run(
        `insert into link select null, ?, portal.row, client.row, right_list.row, 0, 0
           from account portal, account client, right_list where portal.number = ? and client.number = ? and right_list.rights = ?`,
        ...[id, portal, client, ceiling],
      );
    });
  }

  lock(kind: LockKind, id: string): void {
    this.change(kind, id, () =>
      this.run("insert or ignore into lock values (?, ?, 'lost', 0, 'local:test')", kind, id),
    );
  }

  unlock(kind: LockKind, id: string): void {
    this.change(kind, id, () => this.run("delete from lock where kind = ? and id = ?", kind, id));
  }

  raiseEpoch(kind: EpochKind, id: string): void {
    this.change(kind, id, () =>
      this.run("insert into epoch values (?, ?, 1) on conflict do update set value = value + 1", kind, id),
    );
  }

  /** One transaction with its audit entry, like every change. */
  change(kind: string, id: string, work: () => void): void {
    this.database.exec("begin immediate; update head set revision = revision + 1");
    work();
    this.run(
      "insert into audit select revision, 0, 'local:test', 'test', ?, ?, null, null, '{}', x'', x'' from head",
      kind,
      id,
    );
    this.database.exec("commit");
  }

  run(sql: string, ...parameters: (string | number | null)[]): void {
    this.database.prepare(sql).run(...parameters);
  }

  close(): void {
    this.database.close();
  }

  #addVersion(id: string, version: number, secret: string): void {
    const digest = Buffer.from(testDigester.digestHex(secret), "hex");
    this.database
      .prepare("insert into key_version select row, ?, ?, 1, 'last', 0, null from api_key where id = ?")
      .run(version, digest, id);
  }
}
