import { canonicalJson, type Json, type JsonObject } from "../audit/canonical-json.ts";
import type { Actor, Directory } from "../directory.ts";
import { refuse } from "./create-user.ts";
import { expectUser } from "./read-users.ts";
import { type User, userView } from "./user.ts";
import { userProblems } from "./user-rules.ts";
import { replaceUser } from "./write-user.ts";

/** What is to be different about a user; what is left out stays. */
export interface UserChange {
  readonly name?: string;
  readonly kind?: string;
  readonly externalId?: string;
  /** By name; undefined takes one away. */
  readonly attributes?: Readonly<Record<string, Json | undefined>>;
}

/**
 * Changes what describes a user, not what they may do. Nothing is written where nothing differs. `name` is an id or an
 * e-mail address. DirectoryError `not_found`, `validation_failed` with every problem.
 */
export async function updateUser(directory: Directory, actor: Actor, name: string, wanted: UserChange): Promise<User> {
  return await directory.store.change(async (change) => {
    const before = await expectUser(change, name);
    const after = changed(before, wanted);
    refuse(userProblems(directory.settings, factsOf(after), ""));
    if (canonicalJson(userView(before)) === canonicalJson(userView(after))) return before;
    return await replaceUser(directory, change, actor, "user.update", before, after);
  });
}

const changed = (before: User, { name, kind, externalId, attributes }: UserChange): User => ({
  ...before,
  name: name ?? before.name,
  kind: kind ?? before.kind,
  externalId: externalId ?? before.externalId,
  attributes: attributes === undefined ? before.attributes : merged(before.attributes, attributes),
});

function merged(before: JsonObject | undefined, wanted: NonNullable<UserChange["attributes"]>): JsonObject | undefined {
  const members = Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

const factsOf = ({ email, name, kind, externalId, attributes }: User) => ({
  email,
  name,
  ...(kind !== undefined && { kind }),
  ...(externalId !== undefined && { externalId }),
  ...(attributes !== undefined && { attributes }),
});
