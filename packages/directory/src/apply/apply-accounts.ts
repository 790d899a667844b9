import { type Account, type AccountSpec, accountView } from "../account/account.ts";
import { type AccountDraft, insertAccount, newAccount, replaceAccount } from "../account/write-account.ts";
import { canonicalJson, type JsonObject } from "../audit/canonical-json.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { canonicalRestrictions } from "../restriction/canonical-restrictions.ts";
import { type RoleSpec, roleView } from "../role/role.ts";
import { insertRole, replaceRole, roleState } from "../role/write-role.ts";
import type { Applying } from "./apply-directory.ts";
import type { DirectoryDifference } from "./directory-document.ts";

/** Makes and amends accounts. Gives what it did. */
export async function applyAccounts(
  { directory, change, actor }: Applying,
  specs: readonly AccountSpec[],
): Promise<readonly DirectoryDifference[]> {
  const differences: DirectoryDifference[] = [];
  for (const spec of specs) {
    const before = await change.findAccount(spec.number);
    const draft = before === undefined ? newAccount(spec, directory.clock()) : amended(before, spec);
    const object = { objectKind: "account", objectId: spec.number } as const;
    if (before === undefined) {
      await insertAccount(directory, change, actor, draft);
      differences.push({ action: "account.create", ...object, before, after: accountView(draft) });
    } else if (differ(accountView(before), accountView(draft))) {
      await replaceAccount(directory, change, actor, before, draft);
      differences.push({
        action: "account.update",
        ...object,
        ...changedMembers(accountView(before), accountView(draft)),
      });
    }
  }
  return differences;
}

/** Makes roles and gives them other rights. Gives what it did. */
export async function applyRoles(
  { directory, change, actor }: Applying,
  specs: readonly RoleSpec[],
): Promise<readonly DirectoryDifference[]> {
  const differences: DirectoryDifference[] = [];
  for (const spec of specs) {
    const before = await change.findRole(spec.name);
    const state = roleState(spec, before);
    const object = { objectKind: "role", objectId: spec.name } as const;
    if (before === undefined) {
      await insertRole(directory, change, actor, state);
      differences.push({ action: "role.create", ...object, before, after: roleView(state) });
    } else if (differ(roleView(before), roleView(state))) {
      await replaceRole(directory, change, actor, before, state);
      differences.push({ action: "role.update", ...object, ...changedMembers(roleView(before), roleView(state)) });
    }
  }
  return differences;
}

export const differ = (before: JsonObject, after: JsonObject): boolean =>
  canonicalJson(before) !== canonicalJson(after);

const amended = (before: Account, { name, rights, restrictions, zone, enabled }: AccountSpec): AccountDraft => ({
  ...before,
  name,
  rights: rights ?? before.rights,
  restrictions: restrictions === undefined ? before.restrictions : canonicalRestrictions(restrictions),
  zone: zone ?? before.zone,
  enabled: enabled ?? before.enabled,
});
