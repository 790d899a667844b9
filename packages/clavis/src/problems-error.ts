import { formatProblem, type Problem } from "./description/problem.ts";

/** Everything that is wrong in the files of a configuration, one line each. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
