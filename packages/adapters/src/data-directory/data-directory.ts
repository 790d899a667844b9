import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats } from "node:fs";
import { join, resolve } from "node:path";
import { DataDirectoryError } from "./data-directory-error.ts";

/** Where Clavis keeps everything. Absolute paths; only `path` itself is sure to exist. */
export interface DataDirectory {
  readonly path: string;
  /** The directory and its audit log. */
  readonly database: string;
  /** Sessions, refresh tokens and whatever else calls make durable. */
  readonly sessions: string;
  readonly secretKey: string;
  /** When keys were last used. */
  readonly activity: string;
  /** The folder of the daily files with request records. */
  readonly requests: string;
}

/** Permissions of anyone but the owner. */
export const othersBits = 0o077;

/**
 * Opens the data directory and makes it where there is none, for its owner alone (0700). An empty one that others can
 * enter is closed to them.
 *
 * DataDirectoryError `directory_unusable`: it is no directory, belongs to another user, or others can enter it although
 * there is something in it already.
 */
export function openDataDirectory(path: string): DataDirectory {
  const whole = resolve(path);
  const stats = statOrMake(whole);
  if (!stats.isDirectory()) throw unusable(`${whole} is not a directory`);
  if (!isOwn(stats)) throw unusable(`${whole} belongs to another user (uid ${stats.uid}): run as that user`);
  if ((stats.mode & othersBits) !== 0) closeToOthers(whole);
  return {
    path: whole,
    database: join(whole, "clavis.db"),
    sessions: join(whole, "session.db"),
    secretKey: join(whole, "secret.key"),
    activity: join(whole, "activity.db"),
    requests: join(whole, "requests"),
  };
}

/** True when this process's user owns it, and where the system knows no users. */
export const isOwn = (stats: Stats): boolean => {
  const own = process.geteuid?.();
  return own === undefined || stats.uid === own;
};

function statOrMake(path: string): Stats {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return lstatSync(path);
  } catch (error) {
    throw unusable(`${path} can not be opened or made`, error);
  }
}

function closeToOthers(path: string): void {
  if (readdirSync(path).length > 0) throw unusable(`other users can enter ${path}: run chmod 700 ${path}`);
  chmodSync(path, 0o700);
}

const unusable = (message: string, cause?: unknown): DataDirectoryError =>
  new DataDirectoryError("directory_unusable", message, cause);
