import type { LockKind } from "@clavis/core";
import { unknownAccount } from "../account/read-accounts.ts";
import { expectKey } from "../api-key/change-key.ts";
import { ownerAccount } from "../api-key/key-owner.ts";
import { unknownApplication } from "../application/read-applications.ts";
import type { AuditFacts } from "../audit/audit-entry.ts";
import type { DirectorySettings } from "../directory.ts";
import { DirectoryError } from "../directory-error.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { expectUser } from "../user/read-users.ts";

/** Which object a change is about, for its audit entry. */
type ObjectFacts = Pick<AuditFacts, "objectId" | "account"> & { readonly objectKind: LockKind };

/**
 * Something that others are derived from or stand on; a user by id or e-mail address. DirectoryError `not_found` when
 * there is none, of environments in the configuration.
 */
export async function expectObject(
  settings: DirectorySettings,
  change: DirectoryChange,
  kind: LockKind,
  name: string,
): Promise<ObjectFacts> {
  switch (kind) {
    case "account":
      if ((await change.findAccount(name)) === undefined) throw unknownAccount(name);
      return { objectKind: kind, objectId: name, account: name };
    case "application":
      if ((await change.findApplication(name)) === undefined) throw unknownApplication(name);
      return { objectKind: kind, objectId: name, account: undefined };
    case "key":
      return { objectKind: kind, objectId: name, account: ownerAccount((await expectKey(change, name)).owner) };
    case "user":
      return { objectKind: kind, objectId: (await expectUser(change, name)).id, account: undefined };
    case "environment":
      if (settings.environments.every((each) => each.name !== name)) throw unknownEnvironment(name);
      return { objectKind: kind, objectId: name, account: undefined };
    default:
      return kind satisfies never;
  }
}

const unknownEnvironment = (name: string): DirectoryError =>
  new DirectoryError("not_found", `there is no environment "${name}"`);
