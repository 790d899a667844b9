import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The passwords that nobody may choose, lower-case NFC: the common ones that come with Clavis, and those of a file of the
 * operator's, one a line. Lines that begin with `# ` are remarks. Throws the system's error for a file that can not be read.
 */
export function readBlockList(file: string | undefined): ReadonlySet<string> {
  const blocked = new Set(linesOf(join(import.meta.dirname, "common-passwords.txt")));
  if (file !== undefined) for (const line of linesOf(file)) blocked.add(line);
  return blocked;
}

const linesOf = (file: string): readonly string[] =>
  readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("# "))
    .map((line) => line.normalize("NFC").toLowerCase());
