import type { DirectoryChange, DirectoryStore } from "./directory-store.ts";

/** Does the work of a change and gives its result, but lets nothing of it remain. It waits for a running change. */
export async function withdrawnChange<Result>(
  store: Pick<DirectoryStore, "change">,
  work: (change: DirectoryChange) => Promise<Result>,
): Promise<Result> {
  const done: Result[] = [];
  const withdrawn = new Error("a plan is withdrawn");
  try {
    await store.change(async (change) => {
      done.push(await work(change));
      throw withdrawn;
    });
  } catch (error) {
    if (error !== withdrawn) throw error;
  }
  for (const result of done) return result;
  throw new TypeError("a change ended without its work");
}
