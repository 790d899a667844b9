import type { DirectorySettings } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { restrictionProblems } from "../restriction/restriction-rules.ts";
import { rightProblems } from "../right/right-rules.ts";
import { textProblems } from "../text/plain-text.ts";
import type { ApplicationSpec } from "./application.ts";

const form = /^[a-z0-9][a-z0-9-]{0,63}$/;
const maxName = 100;

/** Everything wrong with a new application. `path` goes before each member's name. */
export function newApplicationProblems(
  settings: DirectorySettings,
  spec: ApplicationSpec,
  path: string,
): readonly ProblemMember[] {
  const problems = applicationProblems(settings, spec, path);
  if (form.test(spec.id)) return problems;
  const detail = "must be 1 to 64 lower-case letters, digits and dashes, not beginning with a dash";
  return [{ member: `${path}id`, detail }, ...problems];
}

/** Everything wrong with those members that can change. */
export const applicationProblems = (
  { rights: rules }: DirectorySettings,
  { name, rights = [], restrictions = {} }: Omit<ApplicationSpec, "id">,
  path: string,
): readonly ProblemMember[] => [
  ...(name === undefined ? [] : textProblems(`${path}name`, name, maxName)),
  ...rightProblems(rules, `${path}rights`, rights),
  ...restrictionProblems(rules, "application", restrictions, `${path}restrictions`),
];
