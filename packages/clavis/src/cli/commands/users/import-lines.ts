import { validatorOf } from "@clavis/contract";
import { DirectoryError, type ImportedUser, type ProblemMember } from "@clavis/directory";
import { userSchema } from "../../../configuration/schema/user.ts";

const validate = validatorOf(userSchema);

/**
 * The users of a file of JSON lines; empty lines are passed over. DirectoryError `validation_failed` with everything that
 * is no user, each with its line.
 */
export function readImportLines(text: string): readonly ImportedUser[] {
  const problems: ProblemMember[] = [];
  const users: ImportedUser[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const place = `line ${at + 1}`;
    const value = jsonOf(line);
    const read = validate(value);
    if (value === undefined) problems.push({ member: place, detail: "is no JSON" });
    else if ("value" in read) users.push({ place, user: read.value });
    else problems.push(...read.misfits.map(({ member, detail }) => ({ member: `${place} ${member}`.trim(), detail })));
  }
  if (problems.length > 0) throw new DirectoryError("validation_failed", "the import is not usable", problems);
  return users;
}

/** Undefined, which is no user, for what is no JSON. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
