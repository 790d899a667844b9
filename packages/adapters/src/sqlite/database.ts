import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * An open SQLite database. The only file that names node:sqlite's class, which is to be renamed (DEP0210).
 * Its statements bind `undefined`, NaN and missing parameters as NULL: see `boundParameters`.
 */
export type Database = DatabaseSync;
export type Statement = StatementSync;

const busyTimeout = 5_000;

/**
 * Opens a database for writing and makes it if need be: WAL, every commit on disk before it is acknowledged
 * (`synchronous=FULL`), foreign keys enforced, 5 s of patience for another process's lock.
 */
export function openDatabase(path: string): Database {
  const database = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
  try {
    database.exec("pragma journal_mode = wal; pragma synchronous = full");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Opens an existing database for reading only: it can change nothing. */
export function openDatabaseForReading(path: string): Database {
  return new DatabaseSync(path, { timeout: busyTimeout, readOnly: true });
}
