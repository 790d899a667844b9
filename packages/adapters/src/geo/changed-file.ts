import { type BigIntStats, constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** A file as it was read. */
export interface ReadFile {
  /** Another one as soon as the file is replaced or written to. */
  readonly mark: string;
  readonly bytes: Buffer;
}

/**
 * Reads a file whole, links followed. Undefined while it has the mark `seen`. Rejects with the system's error, or an
 * Error for what is not a file, or is written to at this moment.
 */
export async function readChangedFile(path: string, seen: string | undefined): Promise<ReadFile | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const mark = await markOf(file, path);
    if (mark === seen) return undefined;
    const bytes = await file.readFile();
    if ((await markOf(file, path)) !== mark) throw new Error("it is being written to");
    return { mark, bytes };
  } finally {
    await file.close();
  }
}

async function markOf(file: FileHandle, path: string): Promise<string> {
  const stats: BigIntStats = await file.stat({ bigint: true });
  if (!stats.isFile()) throw new Error(`${path} is not a file`);
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
}
