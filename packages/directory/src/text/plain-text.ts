import { isPrintable } from "@clavis/core";
import type { ProblemMember } from "../directory-error.ts";

/** What is wrong with a name or reason: blank, longer than `max` code points, or not plain text of one line. */
export function textProblems(member: string, text: string, max: number): readonly ProblemMember[] {
  if (text.trim() === "") return [{ member, detail: "must not be empty" }];
  const problems: ProblemMember[] = [];
  if ([...text].length > max) problems.push({ member, detail: `has more than ${max} characters` });
  if (!isPrintable(text)) problems.push({ member, detail: "holds a control character or a broken one" });
  return problems;
}
