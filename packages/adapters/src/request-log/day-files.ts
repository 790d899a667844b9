import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const dayLength = 86_400_000;
/** Rows are numbered by the millisecond of their day, with room for this many in each. */
export const rowsPerMillisecond = 32_768;
/** A row whose request arrived longer ago than this many milliseconds is found by the index, not by its time. */
export const scannedLag = 5_000;

/** The UTC day of a time, `YYYY-MM-DD`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);
/** The first row number of a time's millisecond; times outside the day count as its first or last. */
export function rowAt(time: number, dayStart: number): number {
  return Math.min(Math.max(Math.floor(time - dayStart), 0), dayLength - 1) * rowsPerMillisecond;
}
/** The time of a row, in milliseconds. */
export const timeOfRow = (row: number, dayStart: number): number => dayStart + Math.floor(row / rowsPerMillisecond);

export const dayFile = (folder: string, day: string): string => join(folder, `${day}.db`);

const fileForm = /^(\d{4}-\d\d-\d\d)\.db(-wal|-shm)?$/;

/** The days that have a file, newest first. Gives none where the folder does not exist. */
export function listDays(folder: string): string[] {
  const days = namesIn(folder).flatMap((name) => {
    const [, day, suffix] = fileForm.exec(name) ?? [];
    return day === undefined || suffix !== undefined || Number.isNaN(startOfDay(day)) ? [] : [day];
  });
  return days.sort().reverse();
}

/** What each day's files take, in bytes, with those beside the database. */
export function daySizes(folder: string): { readonly day: string; readonly bytes: number }[] {
  const sizes = new Map<string, number>();
  for (const name of namesIn(folder)) {
    const day = fileForm.exec(name)?.[1];
    const bytes = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    if (day !== undefined) sizes.set(day, (sizes.get(day) ?? 0) + bytes);
  }
  return Array.from(sizes, ([day, bytes]) => ({ day, bytes }));
}

/**
 * Deletes the files of all days before `day` (`YYYY-MM-DD`), and what an interrupted deletion left of them. Whole files
 * only: a day kept is kept whole. Gives the names deleted.
 */
export function removeBefore(folder: string, day: string): string[] {
  const names = namesIn(folder).filter((name) => {
    const of = fileForm.exec(name)?.[1];
    return of !== undefined && of < day;
  });
  for (const name of names.sort()) rmSync(join(folder, name), { force: true });
  return names;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Opens a day's file for writing, creates it where it is missing and brings it to this program's version. */
export function openForWriting(path: string): DatabaseSync {
  // Checking each row's references would cost as much as inserting it; the writer has just made or met what they name.
  const database = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: false });
  try {
    // The page size counts only while the file is empty. Without the limit a slow reader leaves a large log.
    database.exec("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    database.exec("PRAGMA journal_size_limit = 33554432");
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a day's file for reading, beside its writer; undefined where it was deleted meanwhile, or where the writer has
 * not yet laid it out.
 */
export function openForReading(path: string): DatabaseSync | undefined {
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const version = versionOf(database);
    if (version > migrations.length) throw newer(path, version);
    if (version > 0) return asNewest(database, version);
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** What each version after the first added to the tables, as an older file is to be read. */
const addedColumns: readonly Readonly<Record<string, readonly string[]>>[] = [
  { caller: ["NULL AS user"], shape: ["0 AS deprecated"] },
  {
    caller: ["NULL AS application", "NULL AS session", "NULL AS token"],
    shape: ["NULL AS notes"],
    request: ["NULL AS country"],
  },
];

/** Views that stand before the tables of an older version: only its writer may change a file. */
function asNewest(database: DatabaseSync, version: number): DatabaseSync {
  const missing = addedColumns.slice(version - 1);
  for (const table of ["caller", "shape", "request"]) {
    const columns = missing.flatMap((added) => added[table] ?? []);
    if (columns.length > 0)
      database.exec(`CREATE TEMP VIEW ${table} AS SELECT *, ${columns.join(", ")} FROM main.${table}`);
  }
  return database;
}

const migrations = ["0001-requests.sql", "0002-users.sql", "0003-sessions.sql"] as const;

function migrate(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version > migrations.length) throw newer(path, version);
  for (const [at, name] of migrations.entries()) {
    if (at < version) continue;
    const sql = readFileSync(new URL(`./migrations/${name}`, import.meta.url), "utf8");
    inTransaction(database, () => database.exec(`${sql}; PRAGMA user_version = ${at + 1}`));
  }
}

const newer = (path: string, version: number): Error =>
  new Error(`${path} has version ${version} and was written by a newer Clavis`);

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);

/** Runs `work` in one immediate transaction; whatever it throws undoes all of it. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    // SQLite has already rolled back after some errors (disk full), and says so by not being in a transaction.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
