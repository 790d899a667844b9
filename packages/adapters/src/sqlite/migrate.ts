import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataDirectoryError } from "../data-directory/data-directory-error.ts";
import type { Database } from "./database.ts";

/** One step of a schema: plain SQL that leads from the version before to this one. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const fileForm = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** Reads the `NNNN-name.sql` files of a folder, from 0001 without gaps; Error otherwise. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).toSorted();
  return names.map((name, at) => {
    const version = Number(fileForm.exec(name)?.[1]);
    if (version !== at + 1) throw new Error(`migration ${name} is not number ${at + 1}`);
    return { version, name, sql: readFileSync(join(folder, name), "utf8") };
  });
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own. Several processes may do so at once.
 * `label` names the database in messages. DataDirectoryError `schema_newer` when it comes from a later Clavis.
 */
export function migrate(database: Database, migrations: readonly Migration[], label: string): void {
  const newest = migrations.length;
  if (versionOf(database) > newest) throw tooNew(database, newest, label);
  for (const migration of migrations) inTransaction(database, () => step(database, migration));
}

function step(database: Database, { version, sql }: Migration): void {
  if (versionOf(database) >= version) return;
  database.exec(sql);
  database.exec(`pragma user_version = ${version}`);
}

function versionOf(database: Database): number {
  return Number(database.prepare("pragma user_version").get()?.["user_version"]);
}

function tooNew(database: Database, newest: number, label: string): DataDirectoryError {
  const found = versionOf(database);
  return new DataDirectoryError(
    "schema_newer",
    `${label} has schema ${found} and this version of Clavis knows schemas up to ${newest}: run the newer Clavis`,
  );
}

function inTransaction(database: Database, work: () => void): void {
  database.exec("begin immediate");
  try {
    work();
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}
