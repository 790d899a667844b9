import { StoreUnavailable } from "@clavis/core";

const busy = 5;

/** Primary result codes that say the file can not be used now, not that a statement is wrong. */
const unavailable: ReadonlySet<number> = new Set([
  3, // SQLITE_PERM
  busy,
  6, // SQLITE_LOCKED
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  26, // SQLITE_NOTADB
]);

/** SQLite's extended result code, where the error is SQLite's. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

/** StoreUnavailable with this message when the error says that the file can not be used now; else the error itself. */
export function inStoreWords(error: unknown, message: string): unknown {
  const code = resultCode(error);
  return code !== undefined && unavailable.has(code & 255) ? new StoreUnavailable(message, { cause: error }) : error;
}

/** True when another connection holds the lock that was asked for. */
export const isBusy = (error: unknown): boolean => ((resultCode(error) ?? 0) & 255) === busy;
