import type { RestrictionSpec } from "@clavis/directory";
import { members, optionalNumber } from "./reading.ts";

const known = [
  ...["networks", "countries", "hours", "anchor", "operations", "notBefore", "expiresAt"],
  ...["uses", "rate", "quota"],
];

/** What narrows something, in the words of the directory, which refuses what is misspelt further in. Times in seconds from the moment. */
export function readRestrictions(value: unknown, place: string, moment: number): RestrictionSpec | undefined {
  if (value === undefined) return undefined;
  const written = members(value, `${place}: restrictions`, known);
  const time = (name: string): object => {
    const seconds = optionalNumber(written[name], place);
    return seconds === undefined ? {} : { [name]: moment + seconds * 1000 };
  };
  return { ...written, ...time("notBefore"), ...time("expiresAt") };
}
