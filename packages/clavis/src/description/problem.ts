/** One thing that is wrong in what the operator wrote. `line` and `column` count from 1; line 0 is no place in a file. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** RFC 6901 pointer into the document; empty for its root. */
  readonly pointer: string;
  /** What is wrong and what to do about it. Never holds a value that could be a secret. */
  readonly detail: string;
}

/** `clavis.yaml:12:3: detail`, the form editors and terminals turn into a link. */
export function formatProblem({ file, line, column, detail }: Problem): string {
  const place = [file, ...(line === 0 ? [] : [line]), ...(column === undefined ? [] : [column])];
  return `${place.join(":")}: ${detail}`;
}

/** By line, then by column: the order in which a reader meets them. */
export const byPosition = (left: Problem, right: Problem): number =>
  left.line - right.line || (left.column ?? 0) - (right.column ?? 0);
