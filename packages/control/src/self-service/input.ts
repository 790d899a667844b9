import type { Misfit, Validator } from "@clavis/contract";
import { blotted } from "@clavis/core";
import type { OwnCall, OwnRefusal } from "../handler.ts";

/** The body of a call, or the refusal that names what is wrong with it. */
export function readBody<T>(validate: Validator<T>, { body }: OwnCall): { readonly value: T } | OwnRefusal {
  const read = validate(body ?? {});
  return "value" in read ? read : invalid("The body is not valid.", read.misfits);
}

/** The query of a call. */
export function readQuery<T>(validate: Validator<T>, { query }: OwnCall): { readonly value: T } | OwnRefusal {
  const read = validate(Object.fromEntries(query));
  return "value" in read ? read : invalid("The query is not valid.", read.misfits);
}

const longest = 500;

/** What is wrong with an input. A secret that stands in the wrong member, or for its name, is not repeated (LOG-03). */
export const invalid = (detail: string, problems: readonly Misfit[]): OwnRefusal => ({
  code: "validation_failed",
  detail,
  problems: problems.map((problem) => ({
    member: blotted(problem.member, longest),
    detail: blotted(problem.detail, longest),
  })),
});

const timeForm = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** A time as clients write it (RFC 3339), in milliseconds since the epoch. */
export function readTime(member: string, text: string | undefined): { readonly time: number | undefined } | OwnRefusal {
  if (text === undefined) return { time: undefined };
  const [, day] = timeForm.exec(text) ?? [];
  if (day !== undefined && isDay(day) && !Number.isNaN(Date.parse(text))) return { time: Date.parse(text) };
  return invalid("A time is not valid.", [{ member, detail: "is not a time such as 2027-01-31T08:00:00Z" }]);
}

/** Date.parse takes 31 February for a day in March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Times as clients read them. */
export const timeText = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
