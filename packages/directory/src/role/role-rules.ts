import type { DirectorySettings } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { restrictionProblems } from "../restriction/restriction-rules.ts";
import { rightProblems } from "../right/right-rules.ts";
import type { RoleSpec } from "./role.ts";

const form = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** Everything wrong with a role's members. `path` goes before each member's name. Does not ask who may give them. */
export function roleProblems(settings: DirectorySettings, spec: RoleSpec, path: string): readonly ProblemMember[] {
  const problems: ProblemMember[] = [];
  if (!form.test(spec.name)) {
    const detail = "must be 1 to 64 letters, digits, dots, dashes and underscores, beginning with none of . and -";
    problems.push({ member: `${path}name`, detail });
  }
  return [
    ...problems,
    ...rightProblems(settings.rights, `${path}rights`, spec.rights),
    ...restrictionProblems(settings.rights, "role", spec.restrictions ?? {}, `${path}restrictions`),
  ];
}
