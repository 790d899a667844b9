import { getAccount } from "../account/read-accounts.ts";
import { getApplication } from "../application/read-applications.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { getRole } from "../role/read-roles.ts";
import type { AnchorHolder, LooseAnchors } from "./loose-anchors.ts";

/**
 * Lets go of the places that an account, an application or a role is bound to: its next calls bind it anew. Gives those
 * places; none, and nothing is written, where it is bound to none. DirectoryError `not_found`.
 */
export async function reAnchorShared(
  directory: Directory,
  anchors: LooseAnchors,
  actor: Actor,
  holder: AnchorHolder,
): Promise<readonly string[]> {
  await expectHolder(directory, holder);
  const bound = anchors.findShared(holder);
  if (bound.length === 0) return bound;
  const { kind, id } = holder;
  const account = kind === "account" ? id : undefined;
  const facts = { actor, action: `${kind}.re-anchor`, objectKind: kind, objectId: id, account, detail: {} } as const;
  await directory.store.change((change) => recordChange(directory, change, facts));
  await anchors.reAnchorShared(holder);
  return bound;
}

async function expectHolder(directory: Directory, { kind, id }: AnchorHolder): Promise<void> {
  switch (kind) {
    case "account":
      await getAccount(directory, id);
      return;
    case "application":
      await getApplication(directory, id);
      return;
    case "role":
      await getRole(directory, id);
      return;
    default:
      kind satisfies never;
  }
}
