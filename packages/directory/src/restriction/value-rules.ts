import type { ProblemMember } from "../directory-error.ts";

const maxEntries = 10_000;

/** Members that are not among those known. */
export const strangers = (
  path: string,
  object: object,
  known: readonly string[],
  detail = "is not known",
): readonly ProblemMember[] =>
  Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => ({ member: `${path}.${name}`, detail }));

/** What is wrong with a list that narrows: with its length, or with each of its entries. */
export function listProblems(
  member: string,
  entries: readonly string[],
  entryProblems: (member: string, entry: string) => readonly ProblemMember[],
): readonly ProblemMember[] {
  if (entries.length === 0) return [{ member, detail: "is empty; leave it out to allow everything" }];
  if (entries.length > maxEntries) return [{ member, detail: `has more than ${maxEntries} entries` }];
  return entries.flatMap((entry, at) => entryProblems(`${member}[${at}]`, entry));
}

export function rangeProblems(member: string, value: number, max: number): readonly ProblemMember[] {
  if (Number.isInteger(value) && value >= 1 && value <= max) return [];
  return [{ member, detail: `must be a whole number from 1 to ${max}` }];
}

export function choiceProblems(member: string, value: string, choices: readonly string[]): readonly ProblemMember[] {
  return choices.includes(value) ? [] : [{ member, detail: `must be one of ${choices.join(", ")}` }];
}
