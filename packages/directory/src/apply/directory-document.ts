import type { AccountSpec } from "../account/account.ts";
import { accountProblems } from "../account/account-rules.ts";
import type { AuditAction, ObjectKind } from "../audit/audit-entry.ts";
import type { JsonObject } from "../audit/canonical-json.ts";
import type { DirectorySettings } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import type { LinkSpec } from "../link/link.ts";
import { linkProblems } from "../link/link-rules.ts";
import { passwordProblems } from "../password/password-rules.ts";
import type { RoleSpec } from "../role/role.ts";
import { roleProblems } from "../role/role-rules.ts";
import type { NewUser } from "../user/create-user.ts";
import { canonicalEmail } from "../user/email.ts";
import { userProblems } from "../user/user-rules.ts";

/** A user of a document. The password counts only when the user is made, and is one that others know. */
export interface UserSpec extends NewUser {
  readonly initialPassword?: string;
}

/** `directory.yaml`, read. A list left out says nothing. */
export interface DirectoryDocument {
  readonly accounts?: readonly AccountSpec[];
  readonly roles?: readonly RoleSpec[];
  readonly links?: readonly LinkSpec[];
  readonly users?: readonly UserSpec[];
}

/** One difference between a document and the directory. */
export interface DirectoryDifference {
  readonly action: AuditAction;
  readonly objectKind: ObjectKind;
  /** What the document calls it: an account number, a role name, an e-mail address, or `portal/client`. */
  readonly objectId: string;
  /** The members that change; undefined for what is new. */
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** DirectoryError `validation_failed` with everything that is wrong with a document whatever the directory holds. */
export function refuseFlaws(settings: DirectorySettings, document: DirectoryDocument): void {
  const { accounts = [], roles = [], links = [], users = [] } = document;
  const problems = [
    ...accounts.flatMap((spec, at) => accountProblems(settings, spec, `accounts[${at}].`)),
    ...twice(
      "accounts",
      "number",
      accounts.map(({ number }) => number),
    ),
    ...roles.flatMap((spec, at) => roleProblems(settings, spec, `roles[${at}].`)),
    ...twice(
      "roles",
      "name",
      roles.map(({ name }) => name),
    ),
    ...links.flatMap((spec, at) => linkProblems(settings, spec, `links[${at}].`)),
    ...twice("links", "client", links.map(linkName)),
    ...users.flatMap((spec, at) => newUserProblems(settings, spec, `users[${at}].`)),
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

function newUserProblems(settings: DirectorySettings, spec: UserSpec, path: string): readonly ProblemMember[] {
  const { initialPassword: password, email } = spec;
  const problems = userProblems(spec, path);
  if (password === undefined) return problems;
  return [...problems, ...passwordProblems(settings.passwords, `${path}initialPassword`, password, email)];
}

function twice(list: string, member: string, names: readonly string[]): readonly ProblemMember[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ member: `${list}[${at}].${member}`, detail: `"${name}" stands in the document twice` }],
  );
}
