import { DatabaseSync } from "node:sqlite";

const busy = 5;

/**
 * Takes SQLite's exclusive lock on a file of its own, the one lock that every system offers and no crash leaves behind.
 * Gives the way to let go of it, or undefined while another process holds it.
 */
export function holdExclusively(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("pragma journal_mode = delete; begin exclusive");
    return () => database.close();
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return undefined;
    throw error;
  }
}
