import type { Directory } from "../directory.ts";
import { inputError, type ProblemMember } from "../directory-error.ts";
import { sortableId } from "../id/sortable-id.ts";
import {
  type HashedPassword,
  hashNewPassword,
  type PasswordMembers,
  readNewPassword,
} from "../password/new-password.ts";
import { actorOf, type GivenBy, grantProblems } from "../right/giver.ts";
import type { Role } from "../role/role.ts";
import { canonicalEmail } from "./email.ts";
import { type MembershipSpec, membershipsOf, type User } from "./user.ts";
import { mainAccountProblems, membershipProblems, type UserFacts, userProblems } from "./user-rules.ts";
import { insertUser, type UserDraft } from "./write-user.ts";

/** A new user. They can sign in once they have a password: given with them, or by `setUserPassword`, `inviteUser`. */
export interface NewUser extends UserFacts, PasswordMembers {
  readonly mainAccount?: string;
  readonly enabled?: boolean;
  readonly memberships?: MembershipSpec;
}

/**
 * Makes a user. DirectoryError `validation_failed` with every problem, `right_missing` for a role beyond what the giver
 * holds, `conflict` when the address is taken.
 */
export async function createUser(directory: Directory, by: GivenBy, input: NewUser): Promise<User> {
  const read = readNewPassword(directory, input, canonicalEmail(input.email), "");
  const own = [...userProblems(directory.settings, input, ""), ...("problems" in read ? read.problems : [])];
  const password =
    "password" in read && own.length === 0 ? await hashNewPassword(directory.hasher, read.password) : undefined;
  return await directory.store.change(async (change) => {
    const draft = newUser(directory, input, password);
    const { roles, problems } = await membershipProblems(change, input.memberships ?? {}, "");
    const main = await mainAccountProblems(change, draft.memberships, draft.mainAccount, "");
    refuse([...own, ...problems, ...main], roleGrantProblems(by, roles));
    return await insertUser(directory, change, actorOf(by), draft, password?.hash);
  });
}

/** The user as they will be, not yet written. */
export function newUser({ clock, randomBytes }: Directory, input: NewUser, password?: HashedPassword): UserDraft {
  const time = clock();
  return {
    id: sortableId("user", time, randomBytes),
    email: canonicalEmail(input.email),
    name: input.name,
    kind: input.kind,
    externalId: input.externalId,
    attributes: input.attributes,
    mainAccount: input.mainAccount,
    enabled: input.enabled ?? true,
    memberships: membershipsOf(input.memberships ?? {}),
    password: password
      ? { version: 1, bootstrap: false, form: password.form }
      : { version: 0, bootstrap: false, form: input.passwordFormat ?? "plain" },
    createdAt: time,
  };
}

/** Nobody gives a role beyond what they hold (SECURITY AZN-05). */
export const roleGrantProblems = (by: GivenBy, roles: readonly Role[]): readonly ProblemMember[] =>
  roles.flatMap(({ name, rights }) =>
    grantProblems(by, "rights", rights).map(({ detail }) => ({
      member: "memberships",
      detail: `role "${name}": ${detail}`,
    })),
  );

/** Throws where there is a problem. */
export function refuse(invalid: readonly ProblemMember[], missing: readonly ProblemMember[] = []): void {
  if (invalid.length + missing.length > 0) throw inputError(invalid, missing);
}
