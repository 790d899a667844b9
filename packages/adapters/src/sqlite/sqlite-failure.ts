import { StoreUnavailable } from "@clavis/core";
import { DirectoryError } from "@clavis/directory";

/** Primary result codes that say the file can not be used now, not that a statement is wrong. */
const unavailable: ReadonlySet<number> = new Set([
  3, // SQLITE_PERM
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  26, // SQLITE_NOTADB
]);
const uniqueViolations: ReadonlySet<number> = new Set([1555, 2067]);

/** Gives what `work` gives, and its errors in the words of the store port. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = resultCode(error);
    throw code !== undefined && unavailable.has(code & 255)
      ? new StoreUnavailable("the directory's database can not be used", { cause: error })
      : error;
  }
}

/** Runs an insert; DirectoryError `conflict` with this message when its row is there already. */
export async function insertedOnce<Result>(message: string, insert: () => Promise<Result>): Promise<Result> {
  try {
    return await insert();
  } catch (error) {
    const code = resultCode(error);
    throw code !== undefined && uniqueViolations.has(code) ? new DirectoryError("conflict", message) : error;
  }
}

/** SQLite's extended result code, where the error is SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}
