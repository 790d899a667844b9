import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { type DataDirectory, isOwn, othersBits } from "../data-directory/data-directory.ts";
import { DataDirectoryError } from "../data-directory/data-directory-error.ts";

const length = 32;
/** 32 random bytes with fewer different ones than this do not happen. */
const fewestDifferent = 8;

/**
 * Gives the 32 secret bytes everything keyed is derived from, and makes them for a data directory without a database.
 * With a database they must be there: new ones would turn every key in it into an unknown one.
 *
 * DataDirectoryError `secret_key_unusable`: missing, not a file of this user's own with mode 0600, of a wrong length, or
 * not random. No message holds any of it.
 */
export function openSecretKey(directory: DataDirectory, randomBytes: (count: number) => Uint8Array): Uint8Array {
  const { secretKey, database } = directory;
  if (!existsSync(secretKey) && !existsSync(database)) makeSecretKey(secretKey, randomBytes(length));
  return readSecretKey(secretKey);
}

/** Whole or not at all, and on disk: a file cut short by a crash would be refused from then on. */
function makeSecretKey(path: string, secret: Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeDurably(draft, secret);
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another process was faster: its key is the key.
    if (!existsSync(path)) throw unusable(`${path} can not be made`, error);
  } finally {
    rmSync(draft);
  }
  syncFolder(dirname(path));
}

function writeDurably(path: string, content: Uint8Array): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readSecretKey(path: string): Uint8Array {
  const file = openForReading(path);
  try {
    refuseUnsafe(path, file);
    const content = new Uint8Array(length + 1);
    if (readSync(file, content) !== length) throw unusable(`${path} does not hold ${length} bytes`);
    const secret = content.slice(0, length);
    if (new Set(secret).size < fewestDifferent) throw unusable(`${path} does not hold random bytes`);
    return secret;
  } finally {
    closeSync(file);
  }
}

const longestShared = 4096;

/**
 * The secret that a file of the operator's holds, less a line end behind it. DataDirectoryError where others can read
 * the file, or it is empty or too long.
 */
export function readSharedSecret(path: string): Uint8Array {
  const file = openForReading(path);
  try {
    refuseUnsafe(path, file);
    const content = new Uint8Array(longestShared + 1);
    const read = readSync(file, content);
    const end = content[read - 1] === 0x0a ? read - 1 : read;
    if (end < 1 || read > longestShared) throw unusable(`${path} is empty or longer than ${longestShared} bytes`);
    return content.slice(0, end);
  } finally {
    closeSync(file);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw unusable(`${path} is missing or can not be read (a backup does not contain it; no link is followed)`, error);
  }
}

/** Judges the open file, not its path: it can not be exchanged in between. */
function refuseUnsafe(path: string, file: number): void {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw unusable(`${path} is not a file`);
  if (!isOwn(stats)) throw unusable(`${path} belongs to another user (uid ${stats.uid})`);
  if ((stats.mode & othersBits) !== 0) throw unusable(`other users can read ${path}: run chmod 600 ${path}`);
}

const unusable = (message: string, cause?: unknown): DataDirectoryError =>
  new DataDirectoryError("secret_key_unusable", message, cause);
