import { join } from "node:path";
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
export interface PlainKey {
  readonly id: string;
  readonly account: string;
  readonly secrets: readonly string[];
  readonly rights?: string;
  readonly restrictions?: string;
  readonly expiresAt?: number;
}

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
      this.run("insert into account values (null, ?, 'name', 1, '[\"*\"]', 0, 0)", number),
    );
  }

  disableAccount(number: string): void {
    this.change("account", number, () => this.run("update account set enabled = 0 where number = ?", number));
  }

  addKey({ id, account, secrets, rights = '["*"]', restrictions, expiresAt }: PlainKey): void {
    this.change("key", id, () => {
      for (const list of [rights, '["*"]']) this.run("insert or ignore into right_list values (null, ?)", list);
      this.run(
        `insert into api_key select null, ?, 'production', account.row, 'name', own.row, everything.row, ?, 'local:test', 1,
           null, ?, null, null, 0, 0 from account, right_list own, right_list everything
         where number = ? and own.rights = ? and everything.rights = '["*"]'`,
        ...[id, restrictions ?? null, expiresAt ?? null, account, rights],
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

  putRole(name: string, rights: string): void {
    this.change("role", name, () => {
      this.run("insert or ignore into right_list values (null, ?)", rights);
      this.run(
        `insert into role select null, ?, row, 0, 0 from right_list where rights = ?
           on conflict (name) do update set rights = excluded.rights`,
        name,
        rights,
      );
    });
  }

  /** A user with roles in accounts, as pairs of an account's number and a role's name. */
  addUser(id: string, email: string, memberships: readonly (readonly [string, string])[]): void {
    this.change("user", id, () => {
      this.run("insert into user values (null, ?, ?, 'name', null, null, null, 1, 1, null, 5, 0, 0, 0)", id, email);
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
