import { changedMembers } from "../audit/changed-members.ts";
import type { HashedPassword } from "../password/new-password.ts";
import { newUser } from "../user/create-user.ts";
import { canonicalEmail } from "../user/email.ts";
import { membershipsOf, type User, userView } from "../user/user.ts";
import { mainAccountProblems, membershipProblems } from "../user/user-rules.ts";
import { insertUser, replaceUser, type UserDraft } from "../user/write-user.ts";
import { differ } from "./apply-accounts.ts";
import type { Applying } from "./apply-directory.ts";
import type { DirectoryDifference, UserSpec } from "./directory-document.ts";

/** Makes and amends users, told apart by e-mail address. Gives what it did. `passwords` are those of new users. */
export async function applyUsers(
  applying: Applying,
  specs: readonly UserSpec[],
  passwords: ReadonlyMap<string, HashedPassword>,
): Promise<readonly DirectoryDifference[]> {
  const differences: DirectoryDifference[] = [];
  for (const [at, spec] of specs.entries()) {
    const { change, directory } = applying;
    const before = await change.findUserByEmail(canonicalEmail(spec.email));
    const password = passwords.get(canonicalEmail(spec.email));
    const draft = before === undefined ? newUser(directory, spec, password) : amended(before, spec);
    if (await hasFlaws(applying, spec, draft, `users[${at}].`)) continue;
    const difference = await applyUser(applying, before, draft, password?.hash);
    if (difference !== undefined) differences.push(difference);
  }
  return differences;
}

async function applyUser(
  { directory, change, actor }: Applying,
  before: User | undefined,
  draft: UserDraft,
  hash: string | undefined,
): Promise<DirectoryDifference | undefined> {
  const object = { objectKind: "user", objectId: draft.email } as const;
  if (before === undefined) {
    await insertUser(directory, change, actor, draft, hash);
    return { action: "user.create", ...object, before, after: userView(draft) };
  }
  if (!differ(userView(before), userView(draft))) return undefined;
  await replaceUser(directory, change, actor, "user.update", before, draft);
  return { action: "user.update", ...object, ...changedMembers(userView(before), userView(draft)) };
}

async function hasFlaws(
  { change, problems }: Applying,
  { memberships = {} }: UserSpec,
  draft: UserDraft,
  path: string,
): Promise<boolean> {
  const { problems: unknown } = await membershipProblems(change, memberships, path);
  const main = await mainAccountProblems(change, draft.memberships, draft.mainAccount, path);
  problems.push(...unknown, ...main);
  return unknown.length + main.length > 0;
}

const amended = (before: User, spec: UserSpec): UserDraft => ({
  ...before,
  name: spec.name,
  kind: spec.kind ?? before.kind,
  externalId: spec.externalId ?? before.externalId,
  attributes: spec.attributes ?? before.attributes,
  mainAccount: spec.mainAccount ?? before.mainAccount,
  enabled: spec.enabled ?? before.enabled,
  memberships: spec.memberships === undefined ? before.memberships : membershipsOf(spec.memberships),
});
