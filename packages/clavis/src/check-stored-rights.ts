import { type Directory, type StaleRight, staleRights } from "@clavis/directory";
import type { Problem } from "./description/problem.ts";
import { ProblemsError } from "./problems-error.ts";

/** More different lists than this are not told of at once. */
const mostLists = 20;

/**
 * Looks whether the rights in the directory still name what the API description has: they were checked when they were
 * written, and the description may have changed since. ProblemsError where one refuses what is no longer there under
 * that name, since what it refused may now be allowed under another; gives the others as warnings.
 */
export async function checkStoredRights(
  directory: Pick<Directory, "store" | "settings">,
  database: string,
): Promise<readonly Problem[]> {
  const stale = await staleRights(directory, mostLists);
  const problems = (refuses: boolean): readonly Problem[] =>
    stale.filter((right) => right.refuses === refuses).map((right) => problemOf(right, database));
  const lifted = problems(true);
  if (lifted.length > 0) throw new ProblemsError(lifted);
  return problems(false);
}

function problemOf({ holder, detail, refuses }: StaleRight, file: string): Problem {
  const where = `a right of ${holder.kind} ${holder.id}, and of what shares its list`;
  const effect = refuses ? "refuses nothing any more" : "may grant nothing any more";
  const remedy = holder.kind === "key" ? "change or revoke the key" : `change the ${holder.kind}`;
  const text = `${where}, ${effect}: ${detail}. Bring the name back into the API description, or ${remedy}`;
  return { file, line: 0, pointer: "", detail: text };
}
