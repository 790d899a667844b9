import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import { sortableId } from "../id/sortable-id.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type Link, type LinkSpec, linkView } from "./link.ts";

/** Appends the audit entry and writes the link. Expects members that have been checked. */
export async function insertLink(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  { portal, client, ceiling = ["*"] }: LinkSpec,
): Promise<Link> {
  const { clock, randomBytes } = directory;
  const createdAt = clock();
  const draft = { id: sortableId("link", createdAt, randomBytes), portal, client, ceiling, createdAt };
  const detail = { after: linkView(draft) };
  const link = { ...draft, revision: await recordLink(directory, change, actor, "link.create", draft, detail) };
  await change.insertLink(link);
  return link;
}

/** As `insertLink`, and takes the link away. */
export async function deleteLink(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  link: Link,
): Promise<void> {
  await recordLink(directory, change, actor, "link.remove", link, { before: linkView(link) });
  await change.removeLink(link.id);
}

function recordLink(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: "link.create" | "link.remove",
  { id, client }: Pick<Link, "id" | "client">,
  detail: Parameters<typeof recordChange>[2]["detail"],
): Promise<number> {
  return recordChange(directory, change, { actor, action, objectKind: "link", objectId: id, account: client, detail });
}
