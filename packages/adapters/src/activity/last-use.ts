import { existsSync } from "node:fs";
import { openDatabaseForReading } from "../sqlite/database.ts";

/** When and from where a key was last used. */
export interface LastUse {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The client's address; undefined where it was not known. */
  readonly address: string | undefined;
}

/** The last use of a key as it has been written to `path`; undefined for a key never used, or without the file. */
export function readLastUse(path: string, id: string): LastUse | undefined {
  if (!existsSync(path)) return undefined;
  const database = openDatabaseForReading(path);
  try {
    const row = database.prepare("select time, address from key_use where id = ?").get(id);
    if (row === undefined) return undefined;
    const { time, address } = row;
    return { time: Number(time), address: typeof address === "string" ? address : undefined };
  } finally {
    database.close();
  }
}
