import type { Directory } from "@clavis/directory";
import type { Legacy } from "./configuration/weakenings.ts";
import type { Problem } from "./description/problem.ts";

/**
 * A warning for each kind of users who are of the SHA-1 format where `legacy.sha1Login` lets them no longer sign in by it:
 * programs that send the SHA-1 are refused, and nothing else says whose.
 */
export async function checkPasswordForms(
  { store }: Pick<Directory, "store">,
  { sha1Login }: Pick<Legacy, "sha1Login">,
  database: string,
): Promise<readonly Problem[]> {
  if (sha1Login === "everyone") return [];
  const counts = await store.countUsers("sha1");
  return counts
    .filter(({ kind }) => kind === undefined || !sha1Login.has(kind))
    .map(({ kind, count }) => ({ file: database, line: 0, pointer: "", detail: warningOf(kind, count) }));
}

function warningOf(kind: string | undefined, count: number): string {
  const who = kind === undefined ? "of no kind" : `of kind "${kind}"`;
  return `users ${who} whose passwords are of the SHA-1 format: ${count}. legacy.sha1Login does not name them: they sign in by the password itself, and by its SHA-1 no more`;
}
