import type { AccountSpec } from "../account/account.ts";
import { accountProblems } from "../account/account-rules.ts";
import type { ApplicationSpec } from "../application/application.ts";
import { newApplicationProblems } from "../application/application-rules.ts";
import type { AuditAction, ObjectKind } from "../audit/audit-entry.ts";
import type { JsonObject } from "../audit/canonical-json.ts";
import type { Directory } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import type { LinkSpec } from "../link/link.ts";
import { linkProblems } from "../link/link-rules.ts";
import { readNewPassword } from "../password/new-password.ts";
import type { RoleSpec } from "../role/role.ts";
import { roleProblems } from "../role/role-rules.ts";
import type { NewUser } from "../user/create-user.ts";
import { canonicalEmail } from "../user/email.ts";
import { userProblems } from "../user/user-rules.ts";

/** A user of a document. Their password counts only when they are made. */
export type UserSpec = NewUser;

/** `directory.yaml`, read. A list left out says nothing. */
export interface DirectoryDocument {
  readonly accounts?: readonly AccountSpec[];
  readonly applications?: readonly ApplicationSpec[];
  readonly roles?: readonly RoleSpec[];
  readonly links?: readonly LinkSpec[];
  readonly users?: readonly UserSpec[];
}

/** One difference between a document and the directory. */
export interface DirectoryDifference {
  readonly action: AuditAction;
  readonly objectKind: ObjectKind;
  /** What the document calls it: an account number, an application id, a role name, an e-mail address, or `portal/client`. */
  readonly objectId: string;
  /** The members that change; undefined for what is new. */
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** DirectoryError `validation_failed` with everything that is wrong with a document whatever the directory holds. */
export function refuseFlaws(directory: Directory, document: DirectoryDocument): void {
  const { settings } = directory;
  const { accounts = [], applications = [], roles = [], links = [], users = [] } = document;
  const problems = [
    ...accounts.flatMap((spec, at) => accountProblems(settings, spec, `accounts[${at}].`)),
    ...twice(
      "accounts",
      "number",
      accounts.map(({ number }) => number),
    ),
    ...applications.flatMap((spec, at) => newApplicationProblems(settings, spec, `applications[${at}].`)),
    ...twice(
      "applications",
      "id",
      applications.map(({ id }) => id),
    ),
    ...roles.flatMap((spec, at) => roleProblems(settings, spec, `roles[${at}].`)),
    ...twice(
      "roles",
      "name",
      roles.map(({ name }) => name),
    ),
    ...links.flatMap((spec, at) => linkProblems(settings, spec, `links[${at}].`)),
    ...twice("links", "client", links.map(linkName)),
    ...users.flatMap((spec, at) => newUserProblems(directory, spec, `users[${at}].`)),
    ...twice(
      "users",
      "email",
      users.map(({ email }) => canonicalEmail(email)),
    ),
  ];
  if (problems.length > 0) throw inputError(problems);
}

/** What the document calls a link. No account number holds a slash. */
export const linkName = ({ portal, client }: LinkSpec): string => `${portal}/${client}`;

/** Everything wrong with a new user's own members, their password's too. */
export function newUserProblems(directory: Directory, spec: UserSpec, path: string): readonly ProblemMember[] {
  const password = readNewPassword(directory, spec, canonicalEmail(spec.email), path);
  return [...userProblems(directory.settings, spec, path), ...("problems" in password ? password.problems : [])];
}

function twice(list: string, member: string, names: readonly string[]): readonly ProblemMember[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ member: `${list}[${at}].${member}`, detail: `"${name}" stands in the document twice` }],
  );
}
