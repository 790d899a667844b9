export type DirectoryErrorCode = "validation_failed" | "right_missing" | "not_found" | "conflict";

/** What is wrong with one member of an input: `{ member: "rights[1]", detail: "…" }`. Both are public. */
export interface ProblemMember {
  readonly member: string;
  readonly detail: string;
}

/**
 * Why an operation was refused. Message and problems are public: they hold no secret and nothing internal.
 *
 * - `validation_failed`: the input is wrong; `problems` names every wrong member.
 * - `right_missing`: the input is well-formed, but asks for rights that its giver does not hold; `problems` names them.
 * - `not_found`: what the operation names does not exist.
 * - `conflict`: it exists already, or its state does not allow the operation.
 */
export class DirectoryError extends Error {
  override readonly name = "DirectoryError";
  readonly code: DirectoryErrorCode;
  readonly problems: readonly ProblemMember[];

  constructor(code: DirectoryErrorCode, message: string, problems: readonly ProblemMember[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

/**
 * The error of an input with problems. Rights that are missing decide the code only where nothing else is wrong: both
 * kinds are named all the same.
 */
export function inputError(invalid: readonly ProblemMember[], missing: readonly ProblemMember[] = []): DirectoryError {
  const problems = [...invalid, ...missing];
  const message = problems.map((problem) => `${problem.member}: ${problem.detail}`).join("; ");
  return new DirectoryError(invalid.length > 0 ? "validation_failed" : "right_missing", message, problems);
}
