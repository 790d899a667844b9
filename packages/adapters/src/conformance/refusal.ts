import assert from "node:assert/strict";
import { DirectoryError } from "@clavis/directory";

/** The code and the members of the DirectoryError with which an operation is refused; fails when it is not. */
export async function refusal(
  operation: Promise<unknown>,
): Promise<{ readonly code: string; readonly members: readonly string[] }> {
  const error = await operation.then(
    () => assert.fail("it was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof DirectoryError)) throw error;
  return { code: error.code, members: error.problems.map((problem) => problem.member) };
}
