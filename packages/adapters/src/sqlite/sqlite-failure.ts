import { DirectoryError } from "@clavis/directory";
import { inStoreWords, resultCode } from "./result-code.ts";

const uniqueViolations: ReadonlySet<number> = new Set([1555, 2067]);

/** Gives what `work` gives, and its errors in the words of the store port. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw inStoreWords(error, "the directory's database can not be used");
  }
}

/** Runs an insert; DirectoryError `conflict` with this message when its row is there already. */
export async function insertedOnce<Result>(message: string, insert: () => Promise<Result>): Promise<Result> {
  try {
    return await insert();
  } catch (error) {
    const code = resultCode(error);
    throw code !== undefined && uniqueViolations.has(code) ? new DirectoryError("conflict", message) : error;
  }
}
