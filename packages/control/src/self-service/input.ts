import type { Misfit, Validator } from "@clavis/contract";
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

export const invalid = (detail: string, problems: readonly Misfit[]): OwnRefusal => ({
  code: "validation_failed",
  detail,
  problems,
});

/** A time as clients write it; the schema has checked its form. */
export function readTime(member: string, text: string | undefined): { readonly time: number | undefined } | OwnRefusal {
  const time = text === undefined ? undefined : Date.parse(text);
  if (time === undefined || !Number.isNaN(time)) return { time };
  return invalid("A time is not valid.", [{ member, detail: "is not a time such as 2027-01-31T08:00:00Z" }]);
}

/** Times as clients read them. */
export const timeText = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();
