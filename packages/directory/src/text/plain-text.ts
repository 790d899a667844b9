import type { ProblemMember } from "../directory-error.ts";

/** Controls, line separators and marks that change the direction of what follows: they could forge a line of a log. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What is wrong with a name or reason: blank, longer than `max` code points, or not plain text of one line. */
export function textProblems(member: string, text: string, max: number): readonly ProblemMember[] {
  if (text.trim() === "") return [{ member, detail: "must not be empty" }];
  const problems: ProblemMember[] = [];
  if ([...text].length > max) problems.push({ member, detail: `has more than ${max} characters` });
  if (unprintable.test(text) || !text.isWellFormed())
    problems.push({ member, detail: "holds a control character or a broken one" });
  return problems;
}
