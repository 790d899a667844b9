import { canonicalJson, type JsonObject } from "../audit/canonical-json.ts";
import type { DirectorySettings } from "../directory.ts";
import type { ProblemMember } from "../directory-error.ts";
import { canReach } from "../link/link-rules.ts";
import type { Role } from "../role/role.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { textProblems } from "../text/plain-text.ts";
import { canonicalEmail, emailProblems } from "./email.ts";
import type { Membership, MembershipSpec } from "./user.ts";

/** What describes a user, apart from what they may do. */
export interface UserFacts {
  readonly email: string;
  readonly name: string;
  readonly kind?: string;
  readonly externalId?: string;
  readonly attributes?: JsonObject;
}

const maxName = 100;
const maxLabel = 64;
const maxExternalId = 200;
const maxAttributes = 4096;

/** Everything wrong with a user's own members. `path` goes before each member's name. */
export function userProblems(
  { userKinds }: Pick<DirectorySettings, "userKinds">,
  facts: UserFacts,
  path: string,
): readonly ProblemMember[] {
  const { email, name, kind, externalId, attributes } = facts;
  return [
    ...emailProblems(`${path}email`, canonicalEmail(email)),
    ...textProblems(`${path}name`, name, maxName),
    ...(kind === undefined ? [] : kindProblems(`${path}kind`, kind, userKinds)),
    ...(externalId === undefined ? [] : textProblems(`${path}externalId`, externalId, maxExternalId)),
    ...(attributes === undefined ? [] : attributeProblems(`${path}attributes`, attributes)),
  ];
}

/** A user of a kind that is not configured could not log in as anybody of that kind. */
function kindProblems(member: string, kind: string, kinds: readonly string[] | undefined): readonly ProblemMember[] {
  const problems = textProblems(member, kind, maxLabel);
  if (problems.length > 0 || kinds === undefined || kinds.includes(kind)) return problems;
  return [{ member, detail: `"${kind}" is none of the kinds of users that are configured: ${kinds.join(", ")}` }];
}

function attributeProblems(member: string, attributes: JsonObject): readonly ProblemMember[] {
  try {
    if (canonicalJson(attributes).length <= maxAttributes) return [];
    return [{ member, detail: `has more than ${maxAttributes} characters as JSON` }];
  } catch {
    return [{ member, detail: "has no form as JSON" }];
  }
}

/** The roles that memberships name, and what is wrong with them: unknown accounts and roles. */
export async function membershipProblems(
  change: Pick<DirectoryChange, "findAccount" | "findRole">,
  spec: MembershipSpec,
  path: string,
): Promise<{ readonly roles: readonly Role[]; readonly problems: readonly ProblemMember[] }> {
  const problems: ProblemMember[] = [];
  const roles: Role[] = [];
  for (const [account, names] of Object.entries(spec)) {
    const member = `${path}memberships.${account}`;
    if ((await change.findAccount(account)) === undefined)
      problems.push({ member, detail: `there is no account "${account}"` });
    for (const [at, name] of names.entries()) {
      const role = await change.findRole(name);
      if (role === undefined) problems.push({ member: `${member}[${at}]`, detail: `there is no role "${name}"` });
      else roles.push(role);
    }
  }
  return { roles, problems };
}

/** What is wrong with a main account: the user must be able to use it. An unknown one is answered alike. */
export async function mainAccountProblems(
  change: Pick<DirectoryChange, "findAccount" | "linksFrom" | "linksTo">,
  memberships: readonly Membership[],
  mainAccount: string | undefined,
  path: string,
): Promise<readonly ProblemMember[]> {
  if (mainAccount === undefined) return [];
  if (await canReach(change, new Set(memberships.map(({ account }) => account)), mainAccount)) return [];
  return [{ member: `${path}mainAccount`, detail: `the user can not act in "${mainAccount}"` }];
}
